// A Home tab with a button that changes it.
import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

function home(taps) {
  const button = { type: 'button', action_id: 'tap', text: { type: 'plain_text', text: 'Tap' }, value: `${taps}` };
  const text = { type: 'mrkdwn', text: `Taps so far: ${taps}` };
  return { type: 'home', blocks: [{ type: 'section', text, accessory: button }] };
}

app.event('app_home_opened', async ({ event, client }) => {
  if (!event.view) await client.views.publish({ user_id: event.user, view: home(0) });
});

app.action('tap', async ({ ack, action, body, client }) => {
  await ack();
  await client.views.publish({ user_id: body.user.id, view: home(Number(action.value) + 1), hash: body.view.hash });
});

await app.start();
app.logger.info('⚡️ Bolt app is running!');
