"""Makes the calls of drive.mjs with the official Python packages.

    python3 drive.py sync|async

    COMMUNICATION_CONNECTION_STRING    endpoint and access key of the service
    REQUESTS_CA_BUNDLE, SSL_CERT_FILE  file with the certificate to trust, for sync and async

The output is that of drive.mjs. Lists and results of the asynchronous clients are
awaited; otherwise the two kinds of client have the same methods.
"""
import asyncio
import datetime
import importlib
import inspect
import json
import os
import re
import sys

results = {}
STRANGER = "8:acs:6f9619ff-8b86-4d01-b42d-00cf4fc964ff_00000006-0000-4000-8000-000000000001"


async def record(name, call):
    """Makes a call, and keeps its result or its error under its name."""
    try:
        results[name] = await call()
    except Exception as error:  # pylint: disable=broad-except
        results[name] = {"error": describe(error)}


def describe(error):
    """Returns the status of an error of the service, and its code if there is a body,
    or the text of any other error. The packages do not find the code in the body."""
    if getattr(error, "status_code", None) is None:
        return f"{type(error).__name__}: {error}".splitlines()[0]
    detail = next(iter(json.loads(error.response.text() or "{}").values()), None)
    return f"{error.status_code} {detail.get('Code', detail.get('code'))}" if detail else str(error.status_code)


async def result(value):
    """Returns the result of a call of either kind of client."""
    return await value if inspect.isawaitable(value) else value


async def result_of(method, *arguments):
    """Calls a method of either kind of client."""
    return await result(method(*arguments))


async def collect(items, label):
    """Returns what label returns for each item of a list."""
    if hasattr(items, "__aiter__"):
        return [label(item) async for item in items]
    return [label(item) for item in items]


async def collect_pages(pages, label):
    """Returns what label returns for each item of each page."""
    if hasattr(pages, "__aiter__"):
        return [await collect(page, label) async for page in pages]
    return [await collect(page, label) for page in pages]


async def resume(start, label):
    """Reads the first page of a list, and the rest from the next link."""
    pages = start().by_page()
    first = await collect(await anext(pages) if hasattr(pages, "__anext__") else next(pages), label)
    return [first] + await collect_pages(start().by_page(pages.continuation_token), label)


class Session:
    """Has the clients of the users, whom it knows by short names."""

    def __init__(self, connection_string, chat, chat_kind, identity_kind):
        self.chat_module, self.kind = chat, chat_kind
        self.endpoint = re.search("endpoint=([^;]*)", connection_string).group(1)
        self.identity = identity_kind.CommunicationIdentityClient.from_connection_string(connection_string)
        self.users = {"stranger": chat.CommunicationUserIdentifier(STRANGER)}
        self.chats = {}
        self.threads = {}
        self.thread_id = None

    async def create_user_and_token(self, name):
        """Creates a user with a chat client, and returns when the token expires."""
        user, token = await result(self.identity.create_user_and_token(["chat"]))
        return self._join(name, user, token)

    async def create_user_then_token(self, name):
        """Does the same with two requests."""
        user = await result(self.identity.create_user())
        return self._join(name, user, await result(self.identity.get_token(user, ["chat"])))

    def _join(self, name, user, token):
        self.users[name] = user
        self.chats[name] = self.kind.ChatClient(self.endpoint, self.kind.CommunicationTokenCredential(token.token))
        return token.expires_on

    def name(self, user):
        """Returns the name of a user."""
        return next((name for name, known in self.users.items() if known.raw_id == user.raw_id), user.raw_id)

    def participants(self, *names):
        """Returns users as participants."""
        return [self.chat_module.ChatParticipant(identifier=self.users[name], display_name=name) for name in names]

    def rejected(self, errors):
        """Returns the rejected participants of a result, and why."""
        return [f"{self.name(participant.identifier)}: {error.code}" for participant, error in errors or []]

    async def create_thread(self, topic, invite=(), request_id=None):
        """Creates a thread as fred. The first one is the one that thread returns."""
        created = await result(self.chats["fred"].create_chat_thread(
            topic, thread_participants=self.participants("fred", *invite), idempotency_token=request_id))
        self.thread_id = self.thread_id or created.chat_thread.id
        return created

    def thread(self, name):
        """Returns a client of the thread that acts for a user."""
        if name not in self.threads:
            self.threads[name] = self.chats[name].get_chat_thread_client(self.thread_id)
        return self.threads[name]

    async def close(self):
        """Closes the clients. The synchronous identity client needs no closing."""
        for client in [self.identity, *self.chats.values(), *self.threads.values()]:
            if hasattr(client, "close"):
                await result(client.close())


def hours_until(expiry):
    """Returns the hours until a time, which the packages return as text."""
    expiry = datetime.datetime.fromisoformat(expiry)
    return round((expiry - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 3600)


async def tokens(s):
    async def create_users():
        return [hours_until(await s.create_user_and_token(name)) for name in ["fred", "ann", "bob"]]

    async def create_user():
        return hours_until(await s.create_user_then_token("carol"))

    await record("create users with tokens", create_users)
    await record("create a user, then a token", create_user)


async def threads(s):
    request_id = "0f9619ff-8b86-4d01-b42d-00cf4fc964ff"

    async def create():
        created = await s.create_thread("Lunch", ["ann", "stranger"], request_id)
        thread = created.chat_thread
        return {"topic": thread.topic, "createdBy": s.name(thread.created_by), "rejected": s.rejected(created.errors)}

    async def create_again():
        again = await s.create_thread("Lunch", ["ann", "stranger"], request_id)
        return "same" if again.chat_thread.id == s.thread_id else "another"

    async def update_topic():
        await result(s.thread("fred").update_topic("Dinner"))
        properties = await result(s.thread("ann").get_properties())
        return {"topic": properties.topic, "createdBy": s.name(properties.created_by)}

    async def list_by_page():
        for topic in ["B", "C", "D", "E"]:
            await s.create_thread(topic)
        return await collect_pages(s.chats["fred"].list_chat_threads(results_per_page=2).by_page(), topic_of)

    async def list_all():
        return await collect(s.chats["fred"].list_chat_threads(results_per_page=2), topic_of)

    await record("create a thread", create)
    await record("create the thread again", create_again)
    await record("update the topic", update_topic)
    await record("list threads by page", list_by_page)
    await record("list threads", list_all)


def topic_of(thread):
    """Returns the topic of a thread in a list."""
    return thread.topic + (", deleted" if thread.deleted_on else "")


def label(message):
    """Returns the text of a message, "deleted", or the type of a system message."""
    if message.type != "text":
        return message.type.value
    return "deleted" if message.deleted_on else message.content.message


async def messages(s):
    fred, ann, ids = s.thread("fred"), s.thread("ann"), []

    async def send():
        for i in range(1, 10):
            ids.append((await result(fred.send_message(f"m{i}", sender_display_name="Fred"))).id)
        return len(set(ids))

    async def get():
        m = await result(ann.get_message(ids[0]))
        return {"type": m.type.value, "content": m.content.message, "sender": s.name(m.sender), "senderDisplayName": m.sender_display_name}

    async def edit():
        await result(fred.update_message(ids[1], "m2 edited"))
        edited = await result(fred.get_message(ids[1]))
        return {"content": edited.content.message, "edited": edited.edited_on is not None}

    async def delete():
        await result(fred.delete_message(ids[2]))
        deleted = await result(fred.get_message(ids[2]))
        return {"content": deleted.content.message, "deleted": deleted.deleted_on is not None}

    async def read_system():
        system = await collect(listed(), lambda message: (message.type.value, message.content))
        topic = next(content for kind, content in system if kind == "topicUpdated")
        added = next(content for kind, content in system if kind == "participantAdded").participants
        return {"topic": topic.topic, "initiator": s.name(topic.initiator), "added": [s.name(p.identifier) for p in added]}

    def listed(**options):
        return fred.list_messages(**options)

    future = datetime.datetime(2099, 1, 1, tzinfo=datetime.timezone.utc)
    await record("send messages", send)
    await record("get a message", get)
    await record("edit a message", edit)
    await record("delete a message", delete)
    await record("list messages by page", lambda: collect_pages(listed(results_per_page=5).by_page(), label))
    await record("list messages", lambda: collect(listed(), label))
    await record("list messages from a next link", lambda: resume(lambda: listed(results_per_page=5), label))
    await record("list messages of the future", lambda: collect(listed(start_time=future), label))
    await record("read system messages", read_system)
    await record("edit another user's message", lambda: result_of(ann.update_message, ids[0], "no"))
    await record("get an unknown message", lambda: result_of(fred.get_message, "1"))
    return ids


async def participants(s):
    fred = s.thread("fred")

    def name(participant):
        return s.name(participant.identifier)

    async def add():
        return s.rejected(await result(fred.add_participants(s.participants("bob", "stranger", "carol"))))

    async def remove():
        await result(fred.remove_participant(s.users["bob"]))
        return await collect(fred.list_participants(results_per_page=2), name)

    await record("add participants", add)
    await record("list participants by page", lambda: collect_pages(fred.list_participants(results_per_page=2).by_page(), name))
    await record("remove a participant", remove)
    await record("send a message when removed", lambda: result_of(s.thread("bob").send_message, "no"))


async def signals(s, message_id):
    fred, ann = s.thread("fred"), s.thread("ann")

    async def receipts():
        await result(fred.send_read_receipt(message_id))
        await result(ann.send_read_receipt(message_id))
        return await collect_pages(fred.list_read_receipts(results_per_page=1).by_page(), lambda receipt: s.name(receipt.sender))

    async def typing():
        await result(fred.send_typing_notification())
        return "sent"

    await record("list read receipts by page", receipts)
    await record("send a typing notification", typing)


async def endings(s):
    async def delete():
        await result(s.chats["fred"].delete_chat_thread(s.thread_id))
        return await collect(s.chats["fred"].list_chat_threads(), topic_of)

    async def use_revoked():
        await result(s.identity.revoke_tokens(s.users["ann"]))
        return await collect(s.chats["ann"].list_chat_threads(), topic_of)

    await record("delete the thread", delete)
    await record("get the deleted thread", lambda: result_of(s.thread("fred").get_properties))
    await record("use a revoked token", use_revoked)


def load(kind):
    """Returns the chat package, and the modules that have the chat and the identity
    clients of a kind."""
    suffix = ".aio" if kind == "async" else ""
    names = ["azure.communication.chat", "azure.communication.chat" + suffix, "azure.communication.identity" + suffix]
    return [importlib.import_module(name) for name in names]


async def drive(kind):
    loaded = []

    async def load_packages():
        loaded.extend(load(kind))
        return "loaded"

    await record("load the packages", load_packages)
    if not loaded:
        return
    s = Session(os.environ["COMMUNICATION_CONNECTION_STRING"], *loaded)
    try:
        await tokens(s)
        await threads(s)
        ids = await messages(s)
        await participants(s)
        await signals(s, ids[-1])
        await endings(s)
    finally:
        await s.close()


try:
    asyncio.run(drive(*sys.argv[1:]))
finally:
    print(json.dumps(results, default=str))
