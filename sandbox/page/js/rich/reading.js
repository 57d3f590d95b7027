// What stands in the editor, as Slack's rich_text block. Lines are collected first and grouped then, since browsers
// write the same text with many shapes of markup.

const STYLES = { B: "bold", STRONG: "bold", I: "italic", EM: "italic", S: "strike", STRIKE: "strike", DEL: "strike", CODE: "code", U: "underline" };
const KINDS = { UL: "bullet", OL: "ordered", BLOCKQUOTE: "quote", PRE: "preformatted" };
const BLOCKS = new Set(["DIV", "P", "UL", "OL", "LI", "BLOCKQUOTE", "PRE"]);

// A last <br> only keeps an empty line open; it does not begin another one.
function isFiller(br) {
  const next = br.nextSibling;
  return next === null || (next.nodeType === Node.ELEMENT_NODE && BLOCKS.has(next.tagName));
}

function words(text) {
  return text.replaceAll("\u200b", "").replaceAll("\u00a0", " ");
}

/** [{kind: section|quote|preformatted|bullet|ordered, indent, parts}] */
function linesOf(root) {
  const lines = [];
  let open = null;
  const line = (ctx) => {
    if (!open) lines.push(open = { kind: ctx.kind, indent: ctx.indent, parts: [] });
    return open;
  };
  const say = (text, ctx) => {
    if (!text) return;
    const style = Object.keys(ctx.style).length ? { style: ctx.style } : {};
    line(ctx).parts.push(ctx.url ? { type: "link", url: ctx.url, text, ...style } : { type: "text", text, ...style });
  };

  function walk(node, ctx) {
    if (node.nodeType === Node.TEXT_NODE) {
      words(node.data).split("\n").forEach((text, at) => {
        if (at) {
          line(ctx);
          open = null;
        }
        say(text, ctx);
      });
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    if (node.dataset.part) line(ctx).parts.push(JSON.parse(node.dataset.part));
    else if (node.tagName === "BR") {
      line(ctx);
      if (!isFiller(node)) open = null;
    } else inside(node, ctx);
  }

  function inside(node, ctx) {
    const kind = KINDS[node.tagName];
    const isList = kind === "bullet" || kind === "ordered";
    const next = {
      kind: kind ?? ctx.kind,
      indent: isList && ctx.inList ? ctx.indent + 1 : ctx.indent,
      inList: isList || ctx.inList,
      url: node.tagName === "A" ? node.getAttribute("href") : ctx.url,
      style: STYLES[node.tagName] ? { ...ctx.style, [STYLES[node.tagName]]: true } : ctx.style,
    };
    const isBlock = BLOCKS.has(node.tagName);
    if (isBlock) open = null;
    for (const child of node.childNodes) walk(child, next);
    if (isBlock) open = null;
  }

  for (const child of root.childNodes) walk(child, { kind: "section", indent: 0, inList: false, url: null, style: {} });
  return lines;
}

function isSameStyle(one, other) {
  return one?.type === "text" && other.type === "text" && JSON.stringify(one.style) === JSON.stringify(other.style);
}

// Neighbours of one style are one text, as Slack writes them.
function merged(parts) {
  const found = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (isSameStyle(last, part)) found[found.length - 1] = { ...last, text: last.text + part.text };
    else found.push(part);
  }
  return found;
}

function isBlank(line) {
  return line.parts.every((part) => part.type === "text" && !part.text.trim());
}

function withoutBlankEnds(lines) {
  const first = lines.findIndex((line) => !isBlank(line));
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

function joined(lines) {
  return merged(withoutBlankEnds(lines).flatMap((line, at) => (at ? [{ type: "text", text: "\n" }, ...line.parts] : line.parts)));
}

function partOf({ kind, indent, lines }) {
  if (kind !== "bullet" && kind !== "ordered") {
    const elements = joined(lines);
    return elements.length ? { type: `rich_text_${kind}`, elements } : null;
  }
  const items = lines.filter((line) => !isBlank(line)).map((line) => ({ type: "rich_text_section", elements: merged(line.parts) }));
  return items.length ? { type: "rich_text_list", style: kind, indent: Math.min(indent, 8), elements: items } : null;
}

/** The rich_text block that stands in the editor, or null when it says nothing. */
export function readRichText(root) {
  const groups = [];
  for (const line of linesOf(root)) {
    const last = groups.at(-1);
    if (last && last.kind === line.kind && last.indent === line.indent) last.lines.push(line);
    else groups.push({ kind: line.kind, indent: line.indent, lines: [line] });
  }
  const elements = groups.map(partOf).filter(Boolean);
  return elements.length ? { type: "rich_text", elements } : null;
}
