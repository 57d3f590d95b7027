// Menus whose options the app serves while one types.
import { withEmoji } from "../emoji.js";
import { reasonFor } from "../toast.js";
import { defineMenu, written } from "./select.js";
import { listbox } from "./listbox.js";

const SHORTEST = 3; // Slack's own default

// What was offered, by menu, so that what is chosen keeps its words when the surface is drawn again.
const offered = new Map();

function external(element, ctx, settings) {
  const key = `${ctx.block.block_id}/${element.action_id}`;
  if (!offered.has(key)) offered.set(key, new Map());
  const known = offered.get(key);
  for (const option of [element.initial_option ?? [], element.initial_options ?? []].flat()) known.set(option.value, written(option));
  const shortest = element.min_query_length ?? SHORTEST;

  async function ask(typed) {
    if (typed.length < shortest) {
      const left = shortest - typed.length;
      return { options: [], note: `Type ${left} more ${left === 1 ? "character" : "characters"} to search` };
    }
    const answer = await ctx.suggest(typed);
    if (answer.error) return { options: [], note: reasonFor(answer.error, answer.message) };
    const options = answer.option_groups.length
      ? answer.option_groups.flatMap((group) => group.options.map((option) => written(option, withEmoji(group.label.text))))
      : answer.options.map((option) => written(option));
    for (const option of options) known.set(option.value, option);
    return { options, note: "No results" };
  }

  return listbox({ ...settings, options: () => [...known.values()], ask });
}

defineMenu("external_select", { make: external, one: (e) => e.initial_option?.value, many: (e) => e.initial_options?.map((o) => o.value) });
