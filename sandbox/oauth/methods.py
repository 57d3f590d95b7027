"""The Web API methods that give tokens to an app and take them back."""

from sandbox import installing
from sandbox.errors import Json, SlackError
from sandbox.local_slack import LocalSlack
from sandbox.methods.arguments import flag, needed, text
from sandbox.methods.registry import Call, Method, Opens
from sandbox.rates import Tier
from sandbox.state.tokens import Holder, Issued, Token


def access(call: Call) -> Json:
    """A code for tokens, or a refresh token for the next ones."""
    _require_client(call)
    grant = call.arguments.text("grant_type") or "authorization_code"
    if grant == "refresh_token":
        issued = call.slack.workspaces.tokens.renew(call.arguments.text("refresh_token"))
        return _renewed(_workspace_of(call, issued.access), issued)
    if grant != "authorization_code":
        raise SlackError("invalid_grant_type")
    workspaces, arguments = call.slack.workspaces, call.arguments
    consent = workspaces.codes.redeem(arguments.text("code"), arguments.text("redirect_uri"))
    slack = workspaces.get(consent.team)
    if slack is None or not slack.installed:
        # The workspace was emptied or the app removed between the consent and the exchange.
        raise SlackError("invalid_code")
    answer = _place(slack) | {"authed_user": {"id": consent.user}}
    if consent.asked.bot_scopes:
        answer |= _fields(slack, _issued(slack, Holder.BOT, slack.bot_user)) | {"bot_user_id": slack.bot_user}
    if consent.asked.user_scopes:
        answer["authed_user"] |= _fields(slack, _issued(slack, Holder.USER, consent.user))
    return answer


def exchange(call: Call) -> Json:
    """A token from before rotation was turned on, for a pair that rotates."""
    _require_client(call)
    tokens = call.slack.workspaces.tokens
    if not call.slack.manifest.token_rotation:
        raise SlackError("token_rotation_not_enabled")
    token = tokens.find(call.arguments.text("token"))
    if token is None or token.is_refresh or token.expires_at:
        raise SlackError("invalid_token")
    if token.is_exchanged:
        raise SlackError("token_already_exchanged")
    if token.is_ended:
        raise SlackError("authorization_not_found")
    return _renewed(_workspace_of(call, token), tokens.exchange(token))


def revoke(call: Call) -> Json:
    """Give back the caller's tokens; with its last ones the app leaves the workspace."""
    slack = call.slack
    if call.arguments.flag("test"):
        return {"revoked": False}
    holders = slack.workspaces.tokens.holders(slack.team_id)
    own = [holder for holder in holders if holder[1] == call.caller.user]
    if own == holders:
        installing.uninstall(slack)
        return {"revoked": True}
    installing.tokens_revoked(slack, own)
    slack.workspaces.tokens.revoke(slack.team_id, call.caller.user)
    if call.caller.user == slack.bot_user:
        installing.deactivate_bot(slack)
    return {"revoked": True}


def uninstall(call: Call) -> Json:
    _require_client(call)
    installing.uninstall(call.slack)
    return {}


def _require_client(call: Call) -> None:
    """
    Ask for the app's client id and secret.

    Raises:
        SlackError: invalid_client_id or bad_client_secret.
    """
    credentials = call.slack.credentials
    if call.arguments.text("client_id") != credentials.client_id:
        raise SlackError("invalid_client_id")
    if call.arguments.text("client_secret") != credentials.client_secret:
        raise SlackError("bad_client_secret")


def _workspace_of(call: Call, token: Token) -> LocalSlack:
    slack = call.slack.workspaces.get(token.team)
    if slack is None:
        raise SlackError("invalid_refresh_token")
    return slack


def _issued(slack: LocalSlack, holder: Holder, user: str) -> Issued:
    """Tokens for a code. One that does not expire is given again when the app is installed once more, as by Slack."""
    tokens, rotates = slack.workspaces.tokens, slack.manifest.token_rotation
    before = None if rotates else tokens.newest(slack.team_id, user)
    return before or tokens.issue(holder, slack.team_id, user, rotates=rotates)


def _place(slack: LocalSlack) -> Json:
    return {
        "app_id": slack.app_id,
        "team": {"id": slack.team_id, "name": slack.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _fields(slack: LocalSlack, issued: Issued) -> Json:
    fields: Json = {
        "access_token": issued.access.value,
        "token_type": issued.access.holder.value,
        "scope": ",".join(slack.scopes_of(issued.access)),
    }
    if issued.refresh is not None:
        fields |= {"refresh_token": issued.refresh.value, "expires_in": issued.expires_in}
    return fields


def _renewed(slack: LocalSlack, issued: Issued) -> Json:
    bot = issued.access.holder is Holder.BOT
    who: Json = {"bot_user_id": slack.bot_user} if bot else {"authed_user": {"id": issued.access.user}}
    return _place(slack) | who | _fields(slack, issued)


_CLIENT = (text("client_id"), text("client_secret"))

METHODS = (
    Method(
        "oauth.v2.access",
        access,
        Tier.FOUR,
        arguments=(*_CLIENT, text("code"), text("redirect_uri"), text("grant_type"), text("refresh_token")),
        opens=Opens.CLIENT,
    ),
    Method("oauth.v2.exchange", exchange, Tier.THREE, arguments=(*_CLIENT, needed("token")), opens=Opens.CLIENT),
    Method("auth.revoke", revoke, Tier.THREE, arguments=(flag("test"),), opens=Opens.ANYBODY),
    Method("apps.uninstall", uninstall, Tier.ONE, arguments=_CLIENT, opens=Opens.ANYBODY),
)
