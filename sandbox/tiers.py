"""
How often each method of Slack's Web API may be called: the tier of every method, whether it is served here or not.

The tiers are those that Slack publishes with its tools (MIT); where its pages say another one, the stricter is here.
"""

from sandbox.rates import Tier

_ONE = """
    admin.apps.uninstall admin.conversations.restrictAccess.removeGroup admin.conversations.whitelist.remove
    admin.teams.create admin.usergroups.addChannels admin.users.unsupportedVersions.export apps.connections.open
    apps.manifest.create apps.manifest.delete apps.manifest.update apps.uninstall conversations.acceptSharedInvite
    conversations.approveSharedInvite conversations.declineSharedInvite conversations.listConnectInvites rtm.connect
    rtm.start team.externalTeams.disconnect tooling.tokens.rotate
"""
_TWO = """
    admin.analytics.getFile admin.apps.approve admin.apps.approved.list admin.apps.clearResolution
    admin.apps.config.lookup admin.apps.requests.cancel admin.apps.requests.list admin.apps.restrict
    admin.apps.restricted.list admin.barriers.create admin.barriers.delete admin.barriers.list admin.barriers.update
    admin.conversations.archive admin.conversations.bulkArchive admin.conversations.bulkDelete
    admin.conversations.bulkMove admin.conversations.convertToPrivate admin.conversations.convertToPublic
    admin.conversations.create admin.conversations.delete admin.conversations.disconnectShared
    admin.conversations.ekm.listOriginalConnectedChannelInfo admin.conversations.getConversationPrefs
    admin.conversations.getCustomRetention admin.conversations.getTeams admin.conversations.invite
    admin.conversations.lookup admin.conversations.removeCustomRetention admin.conversations.rename
    admin.conversations.restrictAccess.addGroup admin.conversations.restrictAccess.listGroups
    admin.conversations.search admin.conversations.setConversationPrefs admin.conversations.setCustomRetention
    admin.conversations.setTeams admin.conversations.unarchive admin.conversations.whitelist.add
    admin.conversations.whitelist.listGroupsLinkedToChannel admin.emoji.add admin.emoji.addAlias admin.emoji.list
    admin.emoji.remove admin.emoji.rename admin.functions.list admin.inviteRequests.approve
    admin.inviteRequests.approved.list admin.inviteRequests.denied.list admin.inviteRequests.deny
    admin.inviteRequests.list admin.roles.addAssignments admin.roles.removeAssignments
    admin.teams.settings.setDefaultChannels admin.teams.settings.setDescription
    admin.teams.settings.setDiscoverability admin.teams.settings.setIcon admin.usergroups.addTeams
    admin.usergroups.listChannels admin.usergroups.removeChannels admin.users.assign admin.users.invite
    admin.users.remove admin.users.session.invalidate admin.users.session.list admin.users.session.reset
    admin.users.session.resetBulk admin.users.setAdmin admin.users.setExpiration admin.users.setOwner
    admin.users.setRegular admin.workflows.collaborators.add admin.workflows.collaborators.remove
    admin.workflows.permissions.lookup admin.workflows.search admin.workflows.unpublish apps.permissions.info
    apps.permissions.request apps.permissions.resources.list apps.permissions.scopes.list
    apps.permissions.users.list apps.permissions.users.request apps.user.connection.update auth.teams.list
    bookmarks.add bookmarks.edit bookmarks.remove calls.add calls.end calls.info calls.participants.add
    calls.participants.remove calls.update canvases.create channels.archive channels.create channels.history
    channels.rename channels.setPurpose channels.setTopic channels.unarchive chat.startStream chat.stopStream
    conversations.archive conversations.canvases.create conversations.close conversations.create
    conversations.externalInvitePermissions.set conversations.inviteShared conversations.list conversations.rename
    conversations.requestSharedInvite.approve conversations.requestSharedInvite.deny
    conversations.requestSharedInvite.list conversations.setPurpose conversations.setTopic conversations.unarchive
    dnd.endDnd dnd.endSnooze dnd.setSnooze dnd.teamInfo emoji.list files.comments.delete files.remote.add
    files.remote.info files.remote.list files.remote.remove files.remote.share files.remote.update files.upload
    groups.archive groups.create groups.createChild groups.history groups.rename groups.replies groups.setPurpose
    groups.setTopic groups.unarchive im.close im.list im.replies migration.exchange mpim.close mpim.list
    mpim.replies pins.add pins.list pins.remove reactions.list reactions.remove reminders.add reminders.complete
    reminders.delete reminders.info reminders.list search.all search.files search.messages slackLists.create
    slackLists.download.start slackLists.items.delete slackLists.items.deleteMultiple slackLists.items.info
    slackLists.items.list slackLists.update stars.add stars.remove team.accessLogs team.billableInfo
    team.externalTeams.list team.integrationLogs usergroups.create usergroups.disable usergroups.enable
    usergroups.list usergroups.update usergroups.users.list usergroups.users.update users.conversations
    users.deletePhoto users.discoverableContacts.lookup users.list users.setActive users.setPhoto users.setPresence
    workflows.featured.add workflows.featured.list workflows.featured.remove workflows.featured.set
    workflows.stepCompleted workflows.stepFailed workflows.updateStep
"""
_THREE = """
    admin.apps.activities.list admin.apps.config.set admin.functions.permissions.lookup
    admin.functions.permissions.set admin.roles.listAssignments admin.teams.admins.list admin.teams.list
    admin.teams.owners.list admin.teams.settings.info admin.teams.settings.setName admin.users.list
    apps.manifest.export apps.manifest.validate assistant.threads.setSuggestedPrompts assistant.threads.setTitle
    auth.revoke bookmarks.list bots.info canvases.access.delete canvases.access.set canvases.delete canvases.edit
    canvases.sections.lookup channels.info channels.invite channels.join channels.kick channels.leave channels.list
    channels.mark channels.replies chat.delete chat.deleteScheduledMessage chat.meMessage chat.scheduleMessage
    chat.scheduledMessages.list chat.unfurl chat.update conversations.history conversations.info
    conversations.invite conversations.join conversations.kick conversations.leave conversations.mark
    conversations.open conversations.replies dnd.info files.delete files.list files.revokePublicURL
    files.sharedPublicURL functions.completeError functions.completeSuccess groups.info groups.invite groups.kick
    groups.leave groups.list groups.mark groups.open im.mark mpim.history mpim.mark mpim.open oauth.v2.exchange
    openid.connect.userInfo reactions.add reactions.get slackLists.access.delete slackLists.access.set
    slackLists.items.create slackLists.items.update stars.list team.billing.info team.info team.preferences.list
    team.profile.get users.getPresence users.identity users.lookupByEmail users.profile.set
"""
_FOUR = """
    admin.auth.policy.assignEntities admin.auth.policy.getEntities admin.auth.policy.removeEntities
    admin.users.getExpiration admin.users.session.clearSettings admin.users.session.getSettings
    admin.users.session.setSettings api.test apps.event.authorizations.list chat.appendStream chat.postEphemeral
    conversations.members dialog.open files.completeUploadExternal files.getUploadURLExternal files.info im.history
    im.open oauth.access oauth.token oauth.v2.access openid.connect.token slackLists.download.get users.info
    users.profile.get views.open views.publish views.push views.update
"""
# Newer methods, of which Slack's data do not tell a tier yet: none is taken for generous.
_NOT_TOLD = """
    admin.apps.mcp.servers.list admin.apps.mcp.servers.permissions.list admin.apps.mcp.servers.permissions.set
    admin.conversations.bulkSetProperties admin.conversations.createForObjects admin.conversations.linkObjects
    admin.conversations.unlinkObjects admin.slackbot.skills.list admin.slackbot.skills.publish
    admin.slackbot.skills.setAutoEnabled admin.slackbot.skills.unpublish agents.conversations.archive
    agents.conversations.create agents.conversations.getCanvas agents.conversations.listViews
    agents.conversations.removeView agents.conversations.setCanvasContent agents.conversations.setCommands
    agents.conversations.setProperties agents.conversations.setView agents.sessions.rename agents.sessions.setStatus
    apps.user.connection.bulkUpdate apps.user.connection.requestAuth canvases.getContent entity.presentDetails
    slackbot.skills.create slackbot.skills.delete slackbot.skills.info slackbot.skills.library.add
    slackbot.skills.library.remove slackbot.skills.list slackbot.skills.update
"""
# Slack says of these that special limits apply.
_SPECIAL = {
    "assistant.threads.setStatus": Tier.OFTEN,
    "auth.test": Tier.OFTEN,
    "blocks.validate": Tier.FOUR,
    "chat.getPermalink": Tier.OFTEN,
    "chat.postMessage": Tier.POSTING,
}

TIERS: dict[str, Tier] = {
    **dict.fromkeys(_ONE.split(), Tier.ONE),
    **dict.fromkeys(_TWO.split(), Tier.TWO),
    **dict.fromkeys(_NOT_TOLD.split(), Tier.TWO),
    **dict.fromkeys(_THREE.split(), Tier.THREE),
    **dict.fromkeys(_FOUR.split(), Tier.FOUR),
    **_SPECIAL,
}
