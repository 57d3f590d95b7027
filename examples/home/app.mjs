// A Home tab with a button that changes it; whoever comes back to it begins anew.
import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

const text = (taps) => ({ type: 'mrkdwn', text: `Taps since you came: ${taps}` });
const tap = (value) => ({ type: 'button', action_id: 'tap', text: { type: 'plain_text', text: 'Tap' }, value });
const home = (taps) => ({ type: 'home', blocks: [{ type: 'section', text: text(taps), accessory: tap(`${taps}`) }] });

app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: home(0) });
});

app.action('tap', async ({ ack, action, body, client }) => {
  await ack();
  await client.views.publish({ user_id: body.user.id, view: home(Number(action.value) + 1), hash: body.view.hash });
});

await app.start();
app.logger.info('⚡️ Bolt app is running!');
