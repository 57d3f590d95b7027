// The payloads that our tests check, each an alias of one of Slack's own types. The generator makes a schema of every
// type exported here, under the name it has here. Where Slack's type says "or any object with a type", generate.mjs
// narrows it to the blocks that Slack knows.
import type * as Bolt from '@slack/bolt';
import type * as Slack from '@slack/types';
import type * as Web from '@slack/web-api';
import type * as Chat from './node_modules/@slack/web-api/dist/types/request/chat';
import type { Manifest as SlackManifest } from './node_modules/@slack/web-api/dist/types/request/manifest';

// What we show.
export type MessageBlocks = Slack.KnownBlock[];
export type ModalView = Slack.ModalView;
export type HomeView = Slack.HomeView;
export type ViewResponse = Bolt.ViewResponseAction;
// Bolt's RespondArguments, spelt out: the generator would merge its alternatives into one that requires them all.
export type ResponseUrlMessage = Pick<
  Bolt.RespondArguments,
  'response_type' | 'replace_original' | 'delete_original' | 'thread_ts'
> &
  Partial<Pick<Chat.ChannelAndBlocks, 'text' | 'blocks'>> &
  Partial<Pick<Chat.ChannelAndAttachments, 'attachments'>> &
  Chat.Metadata &
  Chat.Unfurls & { mrkdwn?: boolean };
export type Manifest = SlackManifest;

// What we ask of the Web API.
export type AuthTestArguments = Web.AuthTestArguments;
export type ChatDeleteArguments = Web.ChatDeleteArguments;
export type ChatGetPermalinkArguments = Web.ChatGetPermalinkArguments;
export type ChatPostEphemeralArguments = Web.ChatPostEphemeralArguments;
export type ChatPostMessageArguments = Web.ChatPostMessageArguments;
export type ChatUpdateArguments = Web.ChatUpdateArguments;
export type ConversationsHistoryArguments = Web.ConversationsHistoryArguments;
export type ConversationsJoinArguments = Web.ConversationsJoinArguments;
export type ConversationsOpenArguments = Web.ConversationsOpenArguments;
export type DndInfoArguments = Web.DndInfoArguments;
export type DndTeamInfoArguments = Web.DndTeamInfoArguments;
export type FilesCompleteUploadExternalArguments = Web.FilesCompleteUploadExternalArguments;
export type FilesDeleteArguments = Web.FilesDeleteArguments;
export type FilesGetUploadURLExternalArguments = Web.FilesGetUploadURLExternalArguments;
export type FilesInfoArguments = Web.FilesInfoArguments;
export type FilesListArguments = Web.FilesListArguments;
// The client secret is in no log, and where the id travels beside the arguments, it is not either.
export type OauthV2AccessArguments = Omit<Web.OAuthV2AccessArguments, 'client_id' | 'client_secret'> & {
  client_id?: string;
};
export type PinsAddArguments = Web.PinsAddArguments;
export type PinsRemoveArguments = Web.PinsRemoveArguments;
export type UsersGetPresenceArguments = Web.UsersGetPresenceArguments;
export type UsersInfoArguments = Web.UsersInfoArguments;
export type UsersListArguments = Web.UsersListArguments;
export type UsersLookupByEmailArguments = Web.UsersLookupByEmailArguments;
export type UsersProfileGetArguments = Web.UsersProfileGetArguments;
export type ViewsOpenArguments = Web.ViewsOpenArguments;
export type ViewsPublishArguments = Web.ViewsPublishArguments;
export type ViewsPushArguments = Web.ViewsPushArguments;
export type ViewsUpdateArguments = Web.ViewsUpdateArguments;

// What the Web API answers.
export type AuthTestResponse = Web.AuthTestResponse;
export type ChatDeleteResponse = Web.ChatDeleteResponse;
export type ChatGetPermalinkResponse = Web.ChatGetPermalinkResponse;
export type ChatPostEphemeralResponse = Web.ChatPostEphemeralResponse;
export type ChatPostMessageResponse = Web.ChatPostMessageResponse;
export type ChatUpdateResponse = Web.ChatUpdateResponse;
export type ConversationsHistoryResponse = Web.ConversationsHistoryResponse;
export type ConversationsJoinResponse = Web.ConversationsJoinResponse;
export type ConversationsOpenResponse = Web.ConversationsOpenResponse;
export type DndInfoResponse = Web.DndInfoResponse;
export type DndTeamInfoResponse = Web.DndTeamInfoResponse;
export type FilesCompleteUploadExternalResponse = Web.FilesCompleteUploadExternalResponse;
export type FilesDeleteResponse = Web.FilesDeleteResponse;
export type FilesGetUploadURLExternalResponse = Web.FilesGetUploadURLExternalResponse;
export type FilesInfoResponse = Web.FilesInfoResponse;
export type FilesListResponse = Web.FilesListResponse;
export type OauthV2AccessResponse = Web.OauthV2AccessResponse;
export type OauthV2ExchangeResponse = Web.OauthV2ExchangeResponse;
export type PinsAddResponse = Web.PinsAddResponse;
export type PinsRemoveResponse = Web.PinsRemoveResponse;
export type UsersGetPresenceResponse = Web.UsersGetPresenceResponse;
export type UsersInfoResponse = Web.UsersInfoResponse;
export type UsersListResponse = Web.UsersListResponse;
export type UsersLookupByEmailResponse = Web.UsersLookupByEmailResponse;
export type UsersProfileGetResponse = Web.UsersProfileGetResponse;
export type ViewsOpenResponse = Web.ViewsOpenResponse;
export type ViewsPublishResponse = Web.ViewsPublishResponse;
export type ViewsPushResponse = Web.ViewsPushResponse;
export type ViewsUpdateResponse = Web.ViewsUpdateResponse;

// What Slack sends us.
export type SlashCommand = Bolt.SlashCommand;
// Bolt's actions know every element but this one.
type DatetimepickerAction = Bolt.BasicElementAction<'datetimepicker'> & {
  selected_date_time: number | null;
  initial_date_time?: number;
};
export type BlockAction = Bolt.BlockAction<Bolt.BlockElementAction | DatetimepickerAction>;
// On a modal or the Home tab there is no response_url, although Bolt's type always has one.
export type BlockActionInView = Omit<BlockAction, 'response_url' | 'view'> & { view: Bolt.ViewOutput };
export type GlobalShortcut = Bolt.GlobalShortcut;
export type MessageShortcut = Bolt.MessageShortcut;
// Bolt lets a suggestion hold anything; these are the fields it names.
export type BlockSuggestion = Pick<
  Bolt.BlockSuggestion,
  'type' | 'block_id' | 'action_id' | 'value' | 'api_app_id' | 'token' | 'container'
> &
  Pick<Bolt.BlockAction, 'user' | 'team' | 'is_enterprise_install' | 'channel' | 'message'> & {
    enterprise: Bolt.BlockAction['enterprise'] | null;
    // What the other fields hold is judged when the form is handed in.
    view?: Omit<Bolt.ViewOutput, 'state'> & { state: { values: { [block: string]: { [action: string]: object } } } };
  };
export type ViewSubmitAction = Bolt.ViewSubmitAction;
export type ViewClosedAction = Bolt.ViewClosedAction;
export type AppHomeOpenedEvent = Bolt.EnvelopedEvent<Slack.AppHomeOpenedEvent>;
export type AppMentionEvent = Bolt.EnvelopedEvent<Slack.AppMentionEvent>;
export type MessageEvent = Bolt.EnvelopedEvent<Slack.GenericMessageEvent>;
export type MemberJoinedChannelEvent = Bolt.EnvelopedEvent<Slack.MemberJoinedChannelEvent>;
export type ReactionAddedEvent = Bolt.EnvelopedEvent<Slack.ReactionAddedEvent>;
export type ReactionRemovedEvent = Bolt.EnvelopedEvent<Slack.ReactionRemovedEvent>;
export type UserChangeEvent = Bolt.EnvelopedEvent<Slack.UserChangeEvent>;
export type TokensRevokedEvent = Bolt.EnvelopedEvent<Slack.TokensRevokedEvent>;
export type DndUpdatedUserEvent = Bolt.EnvelopedEvent<Slack.DNDUpdatedUserEvent>;
export type FileDeletedEvent = Bolt.EnvelopedEvent<Slack.FileDeletedEvent>;
export type FileSharedEvent = Bolt.EnvelopedEvent<Slack.FileSharedEvent>;
export type AppUninstalledEvent = Bolt.EnvelopedEvent<Slack.AppUninstalledEvent>;
