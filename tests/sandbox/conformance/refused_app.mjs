// Does on command what Slack refuses, and says in its acknowledgement by which name its SDK learnt of that.
import bolt from '@slack/bolt';

const { SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: appToken, SLACK_API_URL: slackApiUrl } = process.env;
// Left to itself, the client waits as long as Slack says and tries again.
const clientOptions = { slackApiUrl, rejectRateLimitedCalls: true };
const app = new bolt.App({ token, appToken, socketMode: true, clientOptions, logLevel: 'error' });

const divider = (block_id) => ({ type: 'divider', ...(block_id && { block_id }) });
const modal = (...blocks) => ({ type: 'modal', title: { type: 'plain_text', text: 'Form' }, blocks });

async function name(work) {
  try {
    await work;
    return 'ok';
  } catch (error) {
    const [why = ''] = error.data?.response_metadata?.messages?.slice(-1) ?? [];
    return `${error.data?.error ?? error.code} ${why}`.trim();
  }
}

let held = '';
app.command('/hold', async ({ ack, command }) => {
  held = command.trigger_id;
  await ack();
});

app.command('/open', async ({ ack, client }) => {
  await ack(await name(client.views.open({ trigger_id: held, view: modal(divider()) })));
});

app.command('/twice', async ({ ack, command, client }) => {
  const open = () => name(client.views.open({ trigger_id: command.trigger_id, view: modal(divider()) }));
  await ack(`${await open()}, ${await open()}`);
});

app.command('/wall', async ({ ack, command, client }) => {
  const blocks = Array.from({ length: Number(command.text) }, () => divider());
  await ack(await name(client.views.open({ trigger_id: command.trigger_id, view: modal(...blocks) })));
});

app.command('/twins', async ({ ack, command, client }) => {
  const view = modal(divider('same'), divider('same'));
  await ack(await name(client.views.open({ trigger_id: command.trigger_id, view })));
});

app.command('/answers', async ({ ack, respond }) => {
  const said = [];
  for (let number = 1; number <= 6; number += 1) {
    const answered = respond(`Answer ${number}`).then(({ status }) => status);
    said.push(await answered.catch((error) => `${error.code} ${error.statusCode}`));
  }
  await ack(said.join(' '));
});

app.command('/stale', async ({ ack, command, client }) => {
  const home = { user_id: command.user_id, view: { type: 'home', blocks: [divider()] } };
  const first = await client.views.publish(home);
  await client.views.publish({ ...home, view: { type: 'home', blocks: [divider(), divider()] } });
  await ack(await name(client.views.publish({ ...home, hash: first.view.hash })));
});

app.command('/hurry', async ({ ack, command, client }) => {
  for (let number = 1; number <= 50; number += 1) {
    try {
      await client.chat.postMessage({ channel: command.channel_id, text: `Message ${number}` });
    } catch (error) {
      await ack(`${error.data?.error ?? error.code} ${error.retryAfter}`);
      return;
    }
  }
  await ack('never refused');
});

await app.start();
console.log('ready');
