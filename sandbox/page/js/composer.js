// The message box: marks, completion, Enter to send, slash commands, a draft per conversation. Also the box in which a
// message is written anew.
import { runCommand, sendMessage, slackbotSays } from "./acts.js";
import { commandBeingTyped, offers } from "./completion.js";
import { freshId, h, isNarrow } from "./dom.js";
import { openEmojiPicker } from "./emoji_picker.js";
import { icon } from "./icons.js";
import { askLink } from "./link_dialog.js";
import { pendingFile, picker, upload } from "./files.js";
import { openMenu } from "./popover.js";
import { me } from "./session.js";
import { shortcutItems } from "./shortcuts.js";
import { state } from "./store.js";
import { failed } from "./toast.js";

const MARKS = [
  ["bold", "Bold", "b", (text) => `*${text}*`],
  ["italic", "Italic", "i", (text) => `_${text}_`],
  ["strike", "Strikethrough", null, (text) => `~${text}~`],
  null,
  ["link", "Link", null, null],
  null,
  ["numbers", "Ordered list", null, (text) => text.split("\n").map((line, at) => `${at + 1}. ${line}`).join("\n")],
  ["bullets", "Bulleted list", null, (text) => text.split("\n").map((line) => `- ${line}`).join("\n")],
  ["quote", "Blockquote", null, (text) => text.split("\n").map((line) => `> ${line}`).join("\n")],
  null,
  ["code", "Code", null, (text) => `\`${text}\``],
  ["codeblock", "Code block", null, (text) => `\`\`\`\n${text}\n\`\`\``],
];

function place(channel) {
  const conversation = state.conversations.get(channel);
  if (conversation?.kind === "mpim") return "the group";
  return conversation?.name && conversation.kind !== "im" ? `#${conversation.name}` : "the direct message";
}

function draftKey(channel, thread) {
  return `draft/${me()}/${channel}/${thread ?? ""}`;
}

/**
 * `edit`: {text, save(text), cancel()} where a message is written anew; `up`: what the arrow does in an empty box, if
 * anything (it answers whether it did).
 */
export function composer({ channel, thread = null, id = null, label, edit = null, up = () => false }) {
  const listId = freshId("offers");
  let offer = null;
  let active = 0;
  const input = h("textarea", {
    id, rows: "1", class: "composer-input", placeholder: label, "aria-label": label, "aria-autocomplete": "list", spellcheck: "true",
  });
  const popup = h("div", { class: "offers", hidden: true });
  const send = h("button", { type: "button", class: "send", "aria-label": "Send now", title: "Send now", on: { click: () => submit() } }, icon("send", 18));
  const decide = edit ? [
    h("button", { type: "button", class: "button", on: { click: () => edit.cancel() } }, "Cancel"),
    h("button", { type: "button", class: "button primary", on: { click: () => submit() } }, "Save"),
  ] : null;
  const tool = (picture, title, click, extra = {}) => h("button", { type: "button", class: "icon-button", "aria-label": title, title, on: { mousedown: (event) => event.preventDefault(), click }, ...extra }, icon(picture, 18));
  let files = [];
  let uploading = 0;
  let again = false; // one is to be sent, and the other is on its way
  const attached = h("div", { class: "composer-files", "aria-label": "Files to send" });
  const choice = picker({ picked: attach });
  const plus = tool("plus", "Attach a file or use a shortcut", () => openMenu(plus, [
    { label: "Upload from your computer", act: choice.choose }, ...(thread ? [] : shortcutItems("global")),
  ], { label: "Attach", above: true }), { "aria-haspopup": "menu" });
  const typeCommand = () => {
    input.value = "/";
    after();
  };
  const lightning = thread || edit ? null : tool("slash", "Run a shortcut or command", () => {
    const own = shortcutItems("global");
    if (own.length) openMenu(lightning, [...own, { label: "Type a command", hint: "Begins with /", act: typeCommand }], { label: "Shortcuts", above: true });
    else typeCommand();
  });
  const marks = h("div", { class: "composer-marks", role: "toolbar", "aria-label": "Formatting" },
    MARKS.map((mark) => (mark ? tool(mark[0], mark[1], () => (mark[3] ? wrap(mark[3]) : link())) : h("span", { class: "separator" }))));
  const emojiButton = tool("emoji", "Emoji", () => pickEmoji());
  const also = h("input", { type: "checkbox", class: "choice-checkbox" });
  const node = h("div", { class: "composer-wrap" }, popup,
    h("div", { class: "composer" }, marks, attached, input,
      thread ? h("label", { class: "also-send" }, also, h("span", {}, `Also send to ${place(channel)}`)) : null,
      h("div", { class: "composer-tools" }, edit ? null : [plus, choice.node],
        tool("format", "Show or hide formatting", () => { marks.hidden = !marks.hidden; }),
        emojiButton,
        tool("at", "Mention someone", () => insert(needsSpace() ? " @" : "@")),
        lightning,
        h("span", { class: "grow" }), decide ?? send)),
    edit ? null : h("p", { class: "composer-hint", "aria-hidden": "true" }, h("b", {}, "Shift + Return"), " to add a new line"));
  if (isNarrow()) marks.hidden = true;

  const key = draftKey(channel, thread);
  input.value = edit ? edit.text : sessionStorage.getItem(key) ?? "";

  function needsSpace() {
    return input.selectionStart > 0 && !/\s/.test(input.value[input.selectionStart - 1]);
  }

  function insert(text, from = input.selectionStart) {
    input.setRangeText(text, from, input.selectionEnd, "end");
    after();
  }

  function after() {
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function wrap(mark) {
    const { selectionStart: from, selectionEnd: to } = input;
    const chosen = input.value.slice(from, to);
    input.setRangeText(mark(chosen), from, to, chosen ? "select" : "end");
    if (!chosen) input.selectionStart = input.selectionEnd = from + mark("\u0000").indexOf("\u0000");
    after();
  }

  // Brackets would end the words, and parentheses the address.
  function link() {
    const { selectionStart: from, selectionEnd: to } = input;
    askLink({
      words: input.value.slice(from, to), onClose: () => input.focus(),
      put(words, address) {
        const url = address.replaceAll("(", "%28").replaceAll(")", "%29");
        input.setSelectionRange(from, to);
        insert(words === address ? url : `[${words.replace(/[[\]]/g, "")}](${url})`, from);
      },
    });
  }

  function pickEmoji() {
    openEmojiPicker(emojiButton, (name) => insert(`:${name}: `), { above: true });
  }

  function fit() {
    input.style.height = "auto";
    input.style.height = `${Math.min(input.scrollHeight, 240)}px`;
    const ready = !uploading && (Boolean(edit) || input.value.trim() !== "" || files.length > 0);
    send.classList.toggle("ready", ready);
    send.disabled = !ready;
  }

  // Nothing is sent before its files are there.
  async function attach(chosen) {
    uploading += 1;
    fit();
    for (const one of chosen) {
      try {
        files.push(await upload(one));
      } catch (error) {
        failed(error, `${one.name} could not be uploaded`);
      }
      drawFiles();
    }
    uploading -= 1;
    fit();
    if (node.contains(document.activeElement) || document.activeElement === document.body) input.focus();
  }

  function drawFiles() {
    attached.replaceChildren(...files.map((file) => pendingFile(file, () => {
      files = files.filter((one) => one !== file);
      drawFiles();
      input.focus();
    })));
    fit();
  }

  function drawOffers() {
    const usage = offer ? null : commandBeingTyped(input.value);
    popup.hidden = !offer && !usage;
    for (const name of ["aria-activedescendant", "aria-controls"]) input.removeAttribute(name);
    if (usage) {
      popup.replaceChildren(h("div", { class: "usage" }, h("b", {}, usage.command), " ", h("span", { class: "hint" }, usage.usage_hint ?? ""), h("span", { class: "usage-description" }, usage.description)));
    } else if (offer) {
      popup.replaceChildren(
        h("div", { class: "offers-head" }, offer.title, h("span", { class: "offers-keys" }, "↑ ↓ to navigate   ↵ to select   esc to dismiss")),
        h("div", { role: "listbox", id: listId, "aria-label": offer.title }, offer.items.map((item, at) => h("div", {
          role: "option", id: `${listId}-${at}`, class: `option${at === active ? " active" : ""}`, "aria-selected": String(at === active),
          on: { mousedown: (event) => event.preventDefault(), click: () => choose(at) },
        }, item.row))));
      input.setAttribute("aria-controls", listId);
      input.setAttribute("aria-activedescendant", `${listId}-${active}`);
      popup.querySelector(".option.active")?.scrollIntoView({ block: "nearest" });
    }
  }

  function look() {
    offer = offers(input.value.slice(0, input.selectionStart));
    active = 0;
    drawOffers();
  }

  function choose(at) {
    const { from, items } = offer;
    offer = null;
    input.setSelectionRange(from, input.selectionStart);
    insert(items[at].insert, from);
  }

  async function submit() {
    const text = input.value.trim();
    if (edit) return save(text);
    if ((!text && !files.length) || uploading) return;
    if (isBusy()) {
      again = true;
      return;
    }
    const [sent, alsoToChannel] = [files, also.checked];
    const command = !sent.length && /^(\/[\w-]+)(?:\s+([\s\S]*))?$/.exec(text);
    node.setAttribute("aria-busy", "true");
    const work = command && !input.value.startsWith(" ")
      ? thread ? refuseInThread(command[1]) : runCommand(channel, command[1], command[2] ?? "")
      : sendMessage(channel, text, thread ?? undefined, sent.map((file) => file.id), { alsoToChannel });
    // What is typed from now on, here or by whoever leaves and comes back, is the next message.
    sessionStorage.removeItem(key);
    hold("", []);
    also.checked = false;
    const done = await work;
    node.removeAttribute("aria-busy");
    if (!done) {
      again = false;
      const since = sessionStorage.getItem(key);
      sessionStorage.setItem(key, since ? `${text}\n${since}` : text);
      hold(sessionStorage.getItem(key), [...sent, ...files]);
      also.checked = alsoToChannel;
      return;
    }
    // Whoever went on to something else meanwhile is left there.
    if (node.contains(document.activeElement) || document.activeElement === document.body) input.focus();
    if (again) {
      again = false;
      submit();
    }
  }

  function hold(words, chosen) {
    input.value = words;
    files = chosen;
    offer = null;
    drawFiles();
    drawOffers();
  }

  function isBusy() {
    return node.getAttribute("aria-busy") === "true";
  }

  async function save(text) {
    if (isBusy()) return;
    node.setAttribute("aria-busy", "true");
    if (!await edit.save(text)) node.removeAttribute("aria-busy");
  }

  function refuseInThread(command) {
    slackbotSays(channel, `\`${command}\` is not supported in threads. Sorry!`, thread);
    return Promise.resolve(true);
  }

  input.addEventListener("input", () => {
    if (!edit) sessionStorage.setItem(key, input.value);
    fit();
    look();
  });
  node.addEventListener("dragover", (event) => event.preventDefault());
  node.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    attach([...event.dataTransfer.files]);
  });
  input.addEventListener("click", look);
  input.addEventListener("blur", () => { offer = null; drawOffers(); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (offer && step) {
      event.preventDefault();
      active = (active + step + offer.items.length) % offer.items.length;
      drawOffers();
    } else if (offer && event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      offer = null;
      drawOffers();
    } else if (offer && (event.key === "Tab" || (event.key === "Enter" && input.value !== offer.items[active].whole))) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (edit && event.key === "Escape") {
      event.preventDefault();
      edit.cancel();
    } else if (event.key === "ArrowUp" && input.value === "" && up()) {
      event.preventDefault();
    } else if ((event.ctrlKey || event.metaKey) && !event.altKey) {
      const mark = MARKS.find((one) => one?.[2] === event.key);
      if (mark) {
        event.preventDefault();
        wrap(mark[3]);
      } else if (event.shiftKey && event.code === "KeyU") {
        event.preventDefault();
        link();
      }
    }
  });
  requestAnimationFrame(fit);
  return node;
}
