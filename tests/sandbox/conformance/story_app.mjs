// The story's app for Bolt for JavaScript: over Socket Mode where there is an app-level token, else over signed HTTP on
// the socket it was given, by the receiver that is named. It says `ready` once it listens.
import bolt from '@slack/bolt';

const { SLACK_API_URL, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, SLACK_SIGNING_SECRET, LISTEN_FD, RECEIVER } = process.env;

const COLOURS = ['blue', 'black', 'brown'];
const plain = (text) => ({ type: 'plain_text', text });
const option = (value) => ({ text: plain(value), value });
const section = (text) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (action_id) => ({ type: 'button', action_id, text: plain('Press'), value: 'v' });
const actions = (...elements) => ({ type: 'actions', block_id: 'row', elements });
const modal = (callback_id, blocks, more = {}) => ({
  type: 'modal', callback_id, title: plain('Form'), submit: plain('Send'), blocks, ...more,
});

function form(private_metadata = '') {
  const answer = { type: 'plain_text_input', action_id: 'answer' };
  const colour = { type: 'external_select', action_id: 'colour', min_query_length: 1 };
  const blocks = [
    { type: 'input', block_id: 'q', label: plain('Ask'), optional: true, element: answer },
    { type: 'input', block_id: 'c', label: plain('Colour'), optional: true, element: colour },
  ];
  return modal('form', blocks, { private_metadata });
}

const second = (private_metadata) =>
  modal('second', [section('Second'), actions(button('deeper'))], { private_metadata });
const third = () => modal('third', [section('Third')], { notify_on_close: true });

function decided(colour) {
  const options = ['small', 'large'].map(option);
  const size = { type: 'static_select', action_id: 'size', placeholder: plain('Size'), options };
  const more = { type: 'overflow', action_id: 'more', options: ['later', 'hide'].map(option) };
  return [section(colour), actions(button('thanks'), size, more)];
}

const app = new bolt.App({
  token: SLACK_BOT_TOKEN,
  clientOptions: { slackApiUrl: SLACK_API_URL },
  logLevel: 'warn',
  ...(SLACK_APP_TOKEN
    ? { socketMode: true, appToken: SLACK_APP_TOKEN }
    : { receiver: new bolt[RECEIVER]({ signingSecret: SLACK_SIGNING_SECRET }) }),
});

// Commands and views

app.command('/help-me', async ({ ack, body, client }) => {
  await ack(`Opening: ${body.text}`);
  await client.views.open({ trigger_id: body.trigger_id, view: form() });
});

app.options('colour', async ({ ack, payload }) => {
  await ack({ options: COLOURS.filter((colour) => colour.startsWith(payload.value)).map(option) });
});

app.view('form', async ({ ack, view }) => {
  const { values } = view.state;
  const answer = values.q.answer.value ?? '';
  const colour = values.c.colour.selected_option?.value ?? '';
  if (answer === 'wrong') await ack({ response_action: 'errors', errors: { q: 'Not that' } });
  else if (answer === 'update') await ack({ response_action: 'update', view: form('updated') });
  else await ack({ response_action: 'push', view: second(colour) });
});

app.view('second', async ({ ack, view, body, client }) => {
  await ack({ response_action: 'clear' });
  const colour = view.private_metadata;
  await client.chat.postMessage({ channel: body.user.id, text: `${colour} it is`, blocks: decided(colour) });
});

app.view({ callback_id: 'third', type: 'view_closed' }, async ({ ack, body, client }) => {
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: 'You closed third' });
});

// Clicks and shortcuts

app.action('deeper', async ({ ack, body, client }) => {
  await ack();
  await client.views.push({ trigger_id: body.trigger_id, view: third() });
});

app.action('size', async ({ ack, body, payload, client }) => {
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `Size ${payload.selected_option.value}` });
});

app.action('more', async ({ ack, payload, respond }) => {
  await ack();
  await respond({ text: `Chose ${payload.selected_option.value}`, replace_original: false });
});

app.action('thanks', async ({ ack, respond }) => {
  await ack();
  await respond({ text: 'You are welcome', replace_original: true });
});

app.shortcut('begin', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form() });
});

app.shortcut('keep', async ({ ack, body, client }) => {
  await ack();
  await client.chat.postMessage({ channel: body.user.id, text: `Kept: ${body.message.text}` });
});

// Events

app.event('app_home_opened', async ({ event, client }) => {
  const blocks = [section(`Home of <@${event.user}>`)];
  await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } });
});

app.event('app_mention', async ({ say }) => {
  await say('I was called');
});

app.event('member_joined_channel', async ({ event, say }) => {
  await say(`Welcome <@${event.user}>`);
});

app.event('reaction_added', async ({ event, say }) => {
  await say({ text: `A ${event.reaction}`, thread_ts: event.item.ts });
});

app.message(async ({ event, say }) => {
  await say(`echo: ${event.text}`);
});

app.event('reaction_removed', async ({ event, client }) => {
  const { channel, ts: thread_ts } = event.item;
  await client.chat.postMessage({ channel, text: `No ${event.reaction}`, thread_ts });
});

await app.start(LISTEN_FD ? { fd: Number(LISTEN_FD) } : undefined);
console.log('ready');
