// A modal: opened by a command, checked when it is handed in, answered in a direct message.
import { App } from '@slack/bolt';
import form from './form.json' with { type: 'json' };

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

app.command('/idea', async ({ ack, body, client }) => {
  await ack();
  await client.views.open({ trigger_id: body.trigger_id, view: form });
});

app.view('idea', async ({ ack, body, view, client }) => {
  const text = view.state.values.idea.text.value;
  if (text.length < 10) return ack({ response_action: 'errors', errors: { idea: 'Say a little more.' } });
  await ack();
  return client.chat.postMessage({ channel: body.user.id, text: `Kept: ${text}` });
});

await app.start();
app.logger.info('⚡️ Bolt app is running!');
