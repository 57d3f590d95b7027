// Slack's WebClient for Node, call by call: a line of JSON in, {method, arguments, token?}, a line with the answer out.
import { createInterface } from 'node:readline';
import web from '@slack/web-api';

const { SLACK_API_URL, SLACK_BOT_TOKEN } = process.env;
const client = new web.WebClient(SLACK_BOT_TOKEN, {
  slackApiUrl: SLACK_API_URL,
  logLevel: 'error',
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
});

// As a program would write it, client.chat.postMessage(…); by name where the client has no function for a method.
const named = (method) => method.split('.').reduce((part, name) => part?.[name], client);

async function answered({ method, arguments: given }) {
  try {
    return await (named(method)?.(given) ?? client.apiCall(method, given));
  } catch (error) {
    if (error.code === 'slack_webapi_platform_error') return error.data;
    return { ok: false, code: error.code, message: error.message, retryAfter: error.retryAfter };
  }
}

console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answered(JSON.parse(line))));
}
