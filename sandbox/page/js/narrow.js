// On a narrow screen the side bar lies over the page while one chooses in it.
let opener = null;

export function openSidebar() {
  opener = document.activeElement;
  document.body.classList.add("sidebar-open");
  (document.querySelector(".sidebar .row.open") ?? document.querySelector(".sidebar .row"))?.focus();
}

/** Leaves the side bar; with `back` the focus goes to where it was before. */
export function closeSidebar({ back = false } = {}) {
  if (!document.body.classList.contains("sidebar-open")) return;
  document.body.classList.remove("sidebar-open");
  if (back && opener?.isConnected) opener.focus();
}
