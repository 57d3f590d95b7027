// A slash command.
import { App } from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
const app = new App({ token, appToken, socketMode: true, clientOptions: { slackApiUrl } });

app.command('/echo', async ({ ack, command, respond }) => {
  await ack();
  await respond(`You said: ${command.text}`);
});

await app.start();
app.logger.info('⚡️ Bolt app is running!');
