// What differs between the versions of the official JavaScript packages: names of
// methods, shapes of arguments and of results. Versions are told apart by the
// methods that they have.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

// loadPackages returns what the two installed packages export, and the credential
// of the common package that this version of the chat package depends on.
export function loadPackages(chatPackage, identityPackage) {
  const chat = require(chatPackage);
  const common = createRequire(require.resolve(chatPackage))("@azure/communication-common");
  return { ...chat, ...require(identityPackage), Credential: common.AzureCommunicationTokenCredential };
}

// Session has the clients of the users, whom it knows by short names.
export class Session {
  #packages;
  #endpoint;
  #identity;
  #users = {}; // by name: identifier and chat client
  #threadId; // of the thread that most calls use

  constructor(packages, connectionString) {
    this.#packages = packages;
    this.#endpoint = connectionString.match(/endpoint=([^;]*)/)[1];
    this.#identity = new packages.CommunicationIdentityClient(connectionString);
    this.#users.stranger = { id: { communicationUserId: "8:acs:6f9619ff-8b86-4d01-b42d-00cf4fc964ff_00000006-0000-4000-8000-000000000001" } };
  }

  // createUserAndToken creates a user with a chat client, and returns when the
  // token expires.
  async createUserAndToken(name) {
    const method = this.#identity.createUserAndToken ?? this.#identity.createUserWithToken;
    const { user, token, expiresOn } = await method.call(this.#identity, ["chat"]);
    return this.#join(name, user, token, expiresOn);
  }

  async createUserThenToken(name) {
    const method = this.#identity.getToken ?? this.#identity.issueToken;
    const user = await this.#identity.createUser();
    const { token, expiresOn } = await method.call(this.#identity, user, ["chat"]);
    return this.#join(name, user, token, expiresOn);
  }

  #join(name, { communicationUserId }, token, expiresOn) {
    const { ChatClient, Credential } = this.#packages;
    this.#users[name] = { id: { communicationUserId }, chat: new ChatClient(this.#endpoint, new Credential(token)) };
    return expiresOn;
  }

  revokeTokens(name) {
    return this.#identity.revokeTokens(this.#users[name].id);
  }

  chat(name) {
    return this.#users[name].chat;
  }

  // name returns the name of a user by identifier or, as in the first preview, by
  // raw ID.
  name(identifier) {
    const id = identifier?.communicationUserId ?? identifier;
    return Object.keys(this.#users).find((name) => this.#users[name].id.communicationUserId === id) ?? JSON.stringify(id);
  }

  // identifier returns a user's identifier.
  identifier(name) {
    return this.#users[name].id;
  }

  // participants returns users as participants.
  participants(...names) {
    const property = this.#isFirstPreview() ? "user" : "id";
    return names.map((name) => ({ [property]: this.#users[name].id, displayName: name }));
  }

  participantName(participant) {
    return this.name(participant.user ?? participant.id);
  }

  #isFirstPreview() {
    return "updateThread" in this.#packages.ChatThreadClient.prototype;
  }

  // rejected returns the rejected participants of a result, and why.
  rejected({ invalidParticipants, errors }) {
    return (invalidParticipants ?? errors?.invalidParticipants ?? []).map(({ target, code }) => `${this.name(target)}: ${code}`);
  }

  // createThread creates a thread as fred. The first one is the one that thread
  // and properties return.
  async createThread(topic, { invite = [], requestId } = {}) {
    const chat = this.chat("fred");
    const participants = this.participants("fred", ...invite);
    const request = chat.getChatThread ? { topic, participants } : { topic };
    const created = await chat.createChatThread(request, {
      participants, idempotencyToken: requestId, repeatabilityRequestId: requestId, repeatabilityRequestID: requestId,
    });
    this.#threadId ??= created.chatThread.id;
    return created;
  }

  // thread returns a client of the thread that acts for a user. It is a promise in
  // the first preview.
  async thread(name) {
    return this.chat(name).getChatThreadClient(this.#threadId);
  }

  async properties(name) {
    const chat = this.chat(name);
    return chat.getChatThread ? chat.getChatThread(this.#threadId) : (await this.thread(name)).getProperties();
  }

  async updateTopic(name, topic) {
    const thread = await this.thread(name);
    await (this.#isFirstPreview() ? thread.updateThread({ topic }) : thread.updateTopic(topic));
  }

  deleteThread(name) {
    return this.chat(name).deleteChatThread(this.#threadId);
  }
}
