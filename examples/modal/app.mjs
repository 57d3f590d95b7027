// A modal: opened by a command or a shortcut, checked when it is handed in, answered in a direct message.
import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

const plain = (text) => ({ type: 'plain_text', text });
const element = { type: 'plain_text_input', action_id: 'text' };
const field = { type: 'input', block_id: 'idea', label: plain('What is it?'), element };
const form = { type: 'modal', callback_id: 'idea', title: plain('An idea'), submit: plain('Keep'), blocks: [field] };

async function ask({ ack, body, client }) {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
}
app.command('/idea', ask);
app.shortcut('idea', ask);

app.view('idea', async ({ ack, body, view, client }) => {
  const text = view.state.values.idea.text.value;
  if (text.length < 10) return ack({ response_action: 'errors', errors: { idea: 'Say a little more.' } });
  await ack();
  return client.chat.postMessage({ channel: body.user.id, text: `Kept: ${text}` });
});

await app.start();
app.logger.info('⚡️ Bolt app is running!');
