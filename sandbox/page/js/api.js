// The only door to the server. Each call answers its JSON or throws ApiError.

class ApiError extends Error {
  constructor(name, message, status) {
    super(message || name);
    this.name = name;
    this.status = status;
  }
}

/** The workspace this page shows, empty for the first one. Another workspace is another page. */
export const team = new URLSearchParams(location.search).get("team") ?? "";

/** The query of this page's address, as this person. */
export function addressAs(handle) {
  const query = new URLSearchParams(team ? { team, as: handle } : { as: handle });
  return `${location.pathname}?${query}`;
}

async function call(path, options) {
  let response;
  if (team) options.headers["X-Slack-Team"] = team;
  try {
    response = await fetch(path, options);
  } catch {
    throw new ApiError("offline", "The local Slack does not answer. Is it still running?", 0);
  }
  let body;
  try {
    body = await response.json();
  } catch {
    throw new ApiError("no_json", `The local Slack answered ${response.status} without JSON.`, response.status);
  }
  if (!response.ok || body.ok === false) {
    throw new ApiError(body.error ?? `http_${response.status}`, body.message, response.status);
  }
  return body;
}

export function get(path, query = {}) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, value);
  }
  const text = search.toString();
  return call(text ? `${path}?${text}` : path, { headers: { Accept: "application/json" } });
}

export function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}
