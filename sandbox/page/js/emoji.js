// The usual shortcodes, by their Slack names. An unknown one stays as it was typed, as in Slack.

const TABLE = `
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|wave 👋|raised_hands 🙌|raised_hand ✋|hand ✋|pray 🙏|handshake 🤝|muscle 💪|ok_hand 👌|point_right 👉|point_left 👈|point_up ☝️|point_down 👇|writing_hand ✍️|eyes 👀|open_hands 👐|crossed_fingers 🤞|v ✌️|fist ✊|punch 👊
smile 😄|smiley 😃|grinning 😀|grin 😁|slightly_smiling_face 🙂|simple_smile 🙂|blush 😊|relaxed ☺️|wink 😉|joy 😂|laughing 😆|sweat_smile 😅|heart_eyes 😍|thinking_face 🤔|neutral_face 😐|expressionless 😑|confused 😕|slightly_frowning_face 🙁|white_frowning_face ☹️|worried 😟|disappointed 😞|cry 😢|sob 😭|tired_face 😫|relieved 😌|sunglasses 😎|hugging_face 🤗|innocent 😇|zipper_mouth_face 🤐|shushing_face 🤫|face_with_monocle 🧐|nerd_face 🤓|star-struck 🤩|partying_face 🥳|exploding_head 🤯|flushed 😳|zzz 💤|sleeping 😴|robot_face 🤖|ghost 👻|see_no_evil 🙈|shrug 🤷|facepalm 🤦
heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|sparkling_heart 💖|broken_heart 💔|100 💯|tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|birthday 🎂|trophy 🏆|medal 🏅|sports_medal 🏅|first_place_medal 🥇|star ⭐|star2 🌟|sparkles ✨|fire 🔥|boom 💥|rocket 🚀|zap ⚡|bulb 💡|key 🔑|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|shield 🛡️|mag 🔍|mag_right 🔎|bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|question ❓|grey_question ❔|exclamation ❗|grey_exclamation ❕|information_source ℹ️|heavy_plus_sign ➕|heavy_minus_sign ➖|recycle ♻️|infinity ♾️|repeat 🔁|arrows_counterclockwise 🔄|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|left_right_arrow ↔️|arrow_upper_right ↗️|arrow_forward ▶️|fast_forward ⏩|double_vertical_bar ⏸️|black_small_square ▪️|small_blue_diamond 🔹|small_orange_diamond 🔸|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_green_square 🟩|large_yellow_square 🟨
calendar 📆|date 📅|spiral_calendar_pad 🗓️|clock1 🕐|clock9 🕘|alarm_clock ⏰|stopwatch ⏱️|hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|memo 📝|pencil 📝|pencil2 ✏️|lower_left_fountain_pen 🖋️|clipboard 📋|page_facing_up 📄|scroll 📜|bookmark 🔖|bookmark_tabs 📑|books 📚|book 📖|open_book 📖|notebook 📓|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍|package 📦|inbox_tray 📥|outbox_tray 📤|email 📧|envelope ✉️|incoming_envelope 📨|bar_chart 📊|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|dart 🎯|compass 🧭|world_map 🗺️|hammer_and_wrench 🛠️|wrench 🔧|gear ⚙️|toolbox 🧰|computer 💻|desktop_computer 🖥️|iphone 📱|telephone_receiver 📞|test_tube 🧪|microscope 🔬|telescope 🔭
seedling 🌱|palm_tree 🌴|house_with_garden 🏡|airplane ✈️|face_with_thermometer 🤒|headphones 🎧|baby 👶|bus 🚌|herb 🌿|evergreen_tree 🌲|deciduous_tree 🌳|sunflower 🌻|four_leaf_clover 🍀|blossom 🌼|sunny ☀️|partly_sunny ⛅|cloud ☁️|rain_cloud 🌧️|umbrella ☔|rainbow 🌈|ocean 🌊|snowflake ❄️|crescent_moon 🌙|earth_africa 🌍|earth_americas 🌎|earth_asia 🌏|mountain ⛰️|coffee ☕|tea 🍵|pizza 🍕|cake 🍰|apple 🍎|bee 🐝|owl 🦉|fox_face 🦊|turtle 🐢|butterfly 🦋|person_climbing 🧗|busts_in_silhouette 👥|bust_in_silhouette 👤|technologist 🧑‍💻|mortar_board 🎓|school 🏫|office 🏢|house 🏠|bridge_at_night 🌉|checkered_flag 🏁|triangular_flag_on_post 🚩|art 🎨|musical_note 🎵|jigsaw 🧩|crystal_ball 🔮|scales ⚖️|balance_scale ⚖️|door 🚪|thermometer 🌡️|ear 👂|brain 🧠
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|zero 0️⃣|keycap_ten 🔟|new 🆕|ok 🆗|up 🆙|soon 🔜|back 🔙|end 🔚|top 🔝`;

const EMOJI = new Map(
  TABLE.trim().split(/[|\n]/).map((entry) => {
    const at = entry.lastIndexOf(" ");
    return [entry.slice(0, at), entry.slice(at + 1)];
  }),
);

/** The character for a shortcode (skin tones fall back to the base), or null. */
export function emoji(name) {
  return EMOJI.get(name.split("::")[0]) ?? null;
}

export function emojiList() {
  return [...EMOJI.entries()];
}

/** Plain text with its :shortcodes: replaced. */
export function withEmoji(text) {
  return String(text).replace(/:([\w+-]+(?:::[\w-]+)?):/g, (whole, name) => emoji(name) ?? whole);
}

/** One to a few emoji and nothing else: Slack shows such a message large. */
export function isJumbo(text) {
  const names = text.trim().match(/:([\w+-]+):/g);
  if (names === null || names.length > 23) return false;
  return text.replace(/:[\w+-]+:/g, "").trim() === "" && names.every((name) => emoji(name.slice(1, -1)));
}
