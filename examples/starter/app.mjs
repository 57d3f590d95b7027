// Say hello, and it answers with a button; after Slack's own first app.
import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

app.message('hello', async ({ message, say }) => {
  const hello = `Hey there <@${message.user}>!`;
  const button = { type: 'button', action_id: 'button_click', text: { type: 'plain_text', text: 'Click me' } };
  await say({ text: hello, blocks: [{ type: 'section', text: { type: 'mrkdwn', text: hello }, accessory: button }] });
});

app.action('button_click', async ({ ack, body, say }) => {
  await ack();
  await say(`<@${body.user.id}> clicked the button`);
});

await app.start();
app.logger.info('⚡️ Bolt app is running!');
