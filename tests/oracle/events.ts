// What Slack tells apps that subscribe to more than the bot does. They are judged by what is sent, and not by samples of
// our own: tests/sandbox/test_slacks_types.py spoils each real payload.
import type * as Bolt from '@slack/bolt';
import type * as Slack from '@slack/types';

export type ChannelArchiveEvent = Bolt.EnvelopedEvent<Slack.ChannelArchiveEvent>;
export type ChannelCreatedEvent = Bolt.EnvelopedEvent<Slack.ChannelCreatedEvent>;
export type ChannelLeftEvent = Bolt.EnvelopedEvent<Slack.ChannelLeftEvent>;
export type ChannelRenameEvent = Bolt.EnvelopedEvent<Slack.ChannelRenameEvent>;
export type ChannelUnarchiveEvent = Bolt.EnvelopedEvent<Slack.ChannelUnarchiveEvent>;
export type GroupArchiveEvent = Bolt.EnvelopedEvent<Slack.GroupArchiveEvent>;
export type GroupLeftEvent = Bolt.EnvelopedEvent<Slack.GroupLeftEvent>;
export type GroupRenameEvent = Bolt.EnvelopedEvent<Slack.GroupRenameEvent>;
export type GroupUnarchiveEvent = Bolt.EnvelopedEvent<Slack.GroupUnarchiveEvent>;
export type MemberLeftChannelEvent = Bolt.EnvelopedEvent<Slack.MemberLeftChannelEvent>;
export type PinAddedEvent = Bolt.EnvelopedEvent<Slack.PinAddedEvent>;
export type PinRemovedEvent = Bolt.EnvelopedEvent<Slack.PinRemovedEvent>;
export type SubteamCreatedEvent = Bolt.EnvelopedEvent<Slack.SubteamCreatedEvent>;
export type SubteamMembersChangedEvent = Bolt.EnvelopedEvent<Slack.SubteamMembersChangedEvent>;
export type SubteamUpdatedEvent = Bolt.EnvelopedEvent<Slack.SubteamUpdatedEvent>;
export type TeamJoinEvent = Bolt.EnvelopedEvent<Slack.TeamJoinEvent>;

// Of somebody who was deactivated Slack tells less than of others, and Slack's type knows only the others.
type Gone = Omit<
  Slack.UserChangeEvent['user'],
  | 'color'
  | 'is_admin'
  | 'is_email_confirmed'
  | 'is_owner'
  | 'is_primary_owner'
  | 'is_restricted'
  | 'is_ultra_restricted'
  | 'real_name'
  | 'tz'
  | 'tz_label'
  | 'tz_offset'
  | 'who_can_share_contact_card'
>;
export type DeactivatedUserChangeEvent = Bolt.EnvelopedEvent<Omit<Slack.UserChangeEvent, 'user'> & { user: Gone }>;

// A message that is more than a message says so by its subtype. Slack's own names for these would clash with those below.
export type MessageOfBotMessage = Bolt.EnvelopedEvent<Slack.BotMessageEvent>;
export type MessageOfChannelArchive = Bolt.EnvelopedEvent<Slack.ChannelArchiveMessageEvent>;
export type MessageOfChannelLeave = Bolt.EnvelopedEvent<Slack.ChannelLeaveMessageEvent>;
export type MessageOfChannelName = Bolt.EnvelopedEvent<Slack.ChannelNameMessageEvent>;
export type MessageOfChannelPurpose = Bolt.EnvelopedEvent<Slack.ChannelPurposeMessageEvent>;
export type MessageOfChannelTopic = Bolt.EnvelopedEvent<Slack.ChannelTopicMessageEvent>;
export type MessageOfChannelUnarchive = Bolt.EnvelopedEvent<Slack.ChannelUnarchiveMessageEvent>;

// Who joins a channel by themselves was invited by nobody.
type Joined = Slack.ChannelJoinMessageEvent;
export type MessageOfChannelJoin = Bolt.EnvelopedEvent<Omit<Joined, 'inviter'> & Partial<Pick<Joined, 'inviter'>>>;

// Slack's type of a file in a message is that of files.info; in a message nothing tells where else a file was shared.
type FileInMessage = Omit<NonNullable<Slack.GenericMessageEvent['files']>[number], 'channels' | 'groups'>;
type WithFiles<Message> = Omit<Message, 'files'> & { files?: FileInMessage[] };
export type MessageOfFileShare = Bolt.EnvelopedEvent<WithFiles<Slack.FileShareMessageEvent>>;

// Slack's types of messages inside of an event take each for an event of its own, with a channel; what Slack sends is the
// message as it stands in the conversation. An app's message has no id of a client.
type Kept<Message> = Omit<WithFiles<Message>, 'channel' | 'channel_type' | 'event_ts'>;
type Broadcast = Omit<Slack.ThreadBroadcastMessageEvent, 'client_msg_id' | 'root'> & {
  client_msg_id?: string;
  root: (Kept<Slack.GenericMessageEvent> | Kept<Slack.BotMessageEvent>) & {
    thread_ts: string;
    reply_count: number;
    reply_users_count: number;
    latest_reply: string;
    reply_users: string[];
  };
};
export type MessageOfThreadBroadcast = Bolt.EnvelopedEvent<Broadcast>;

type AnyMessage =
  | Kept<Slack.GenericMessageEvent>
  | Kept<Slack.BotMessageEvent>
  | Kept<Slack.FileShareMessageEvent>
  | Kept<Broadcast>;
type WithMessages<Event> = Omit<Event, 'message' | 'previous_message'> & { previous_message: AnyMessage };
export type MessageOfMessageChanged = Bolt.EnvelopedEvent<
  WithMessages<Slack.MessageChangedEvent> & { message: AnyMessage }
>;
export type MessageOfMessageDeleted = Bolt.EnvelopedEvent<WithMessages<Slack.MessageDeletedEvent>>;
