// An app that anybody may install, with Bolt's own install flow: over signed HTTP, or, where there is an app-level
// token, over Socket Mode with an HTTP server for the installation alone. It says `ready` once it listens.
import bolt from '@slack/bolt';
import oauth from '@slack/oauth';

const {
  SLACK_API_URL, SLACK_AUTHORIZE_URL, SLACK_APP_TOKEN, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET, SLACK_SIGNING_SECRET,
  LISTEN_FD, PUBLIC_URL,
} = process.env;

class Shelf extends oauth.MemoryInstallationStore {
  // As if everything on it had lain there for long: Bolt looks at the host's clock, which no test moves, and so renews
  // before it works.
  async fetchInstallation(query, logger) {
    const found = await super.fetchInstallation(query, logger);
    return found?.bot?.expiresAt ? { ...found, bot: { ...found.bot, expiresAt: 0 } } : found;
  }
}

const shelf = new Shelf();
const listening = { fd: Number(LISTEN_FD) };
const app = new bolt.App({
  clientId: SLACK_CLIENT_ID,
  clientSecret: SLACK_CLIENT_SECRET,
  stateSecret: 'known to this app alone',
  scopes: ['chat:write', 'commands', 'im:history'],
  redirectUri: `${PUBLIC_URL}/slack/oauth_redirect`,
  installationStore: shelf,
  installerOptions: {
    authorizationUrl: SLACK_AUTHORIZE_URL,
    directInstall: true,
    redirectUriPath: '/slack/oauth_redirect',
    ...(SLACK_APP_TOKEN && { port: listening }),
  },
  clientOptions: { slackApiUrl: SLACK_API_URL },
  logLevel: 'warn',
  ...(SLACK_APP_TOKEN ? { socketMode: true, appToken: SLACK_APP_TOKEN } : { signingSecret: SLACK_SIGNING_SECRET }),
});

app.command('/help-me', async ({ ack, body, client }) => {
  await client.chat.postMessage({ channel: body.user_id, text: `Hello from ${body.team_domain}` });
  await ack();
});

app.event('tokens_revoked', async () => {});

app.event('app_uninstalled', async ({ context }) => {
  await shelf.deleteInstallation({ teamId: context.teamId, isEnterpriseInstall: false });
});

await app.start(SLACK_APP_TOKEN ? undefined : listening);
console.log('ready');
