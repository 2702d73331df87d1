// Makes the same calls with any version of the official JavaScript packages, and
// prints their results as JSON, which matrix_test.go checks. drive.py makes the
// same calls in Python.
//
//   node drive.mjs CHAT IDENTITY     names of the two installed packages
//
//   COMMUNICATION_CONNECTION_STRING  endpoint and access key of the service
//   NODE_EXTRA_CA_CERTS              file with the certificate to trust
//
// The output is an object with the result of each call by its name. The result of
// a call that fails is {"error": ...}. If the packages cannot be loaded, there is
// only the call "load the packages".
import { Session, loadPackages } from "./session.mjs";

const results = {};

// record makes a call, and keeps its result or its error under its name.
async function record(name, call) {
  try {
    results[name] = await call();
  } catch (error) {
    results[name] = { error: describe(error) };
  }
}

// describe returns the status of an error of the service, and its code if there is a
// body, or the text of any other error, without the folders of this machine. Not all
// versions find the code in the body.
function describe(error) {
  if (!error.statusCode) {
    return `${error.name}: ${error.message}`.split("\n")[0].replace(/\S*\/node_modules\//g, "");
  }
  const [detail] = Object.values(JSON.parse(error.response?.bodyAsText || "{}"));
  return detail ? `${error.statusCode} ${detail.Code ?? detail.code}` : String(error.statusCode);
}

// collect returns what label returns for each item of a list. For a list of pages,
// it returns a list for each page.
async function collect(list, label) {
  const found = [];
  for await (const item of list) {
    found.push(Array.isArray(item) ? item.map(label) : label(item));
  }
  return found;
}

// resume reads the first page of a list, and the rest from the next link.
async function resume(list, label) {
  const state = {};
  for await (const page of list().byPage(state)) {
    const rest = await collect(list().byPage({ continuationToken: state.continuationToken }), label);
    return [page.map(label), ...rest];
  }
}

const hoursUntil = (time) => Math.round((time.getTime() - Date.now()) / 3600e3);

async function tokens(s) {
  await record("create users with tokens", async () => {
    const expiries = [await s.createUserAndToken("fred"), await s.createUserAndToken("ann"), await s.createUserAndToken("bob")];
    return expiries.map(hoursUntil);
  });
  await record("create a user, then a token", async () => hoursUntil(await s.createUserThenToken("carol")));
}

async function threads(s) {
  const requestId = "0f9619ff-8b86-4d01-b42d-00cf4fc964ff";
  let created;
  await record("create a thread", async () => {
    created = await s.createThread("Lunch", { invite: ["ann", "stranger"], requestId });
    return { topic: created.chatThread.topic, createdBy: s.name(created.chatThread.createdBy), rejected: s.rejected(created) };
  });
  await record("create the thread again", async () => {
    const again = await s.createThread("Lunch", { invite: ["ann", "stranger"], requestId });
    return again.chatThread.id === created.chatThread.id ? "same" : "another";
  });
  await record("update the topic", async () => {
    await s.updateTopic("fred", "Dinner");
    const { topic, createdBy } = await s.properties("ann");
    return { topic, createdBy: s.name(createdBy) };
  });
  await record("list threads by page", async () => {
    for (const topic of ["B", "C", "D", "E"]) {
      await s.createThread(topic);
    }
    return collect(s.chat("fred").listChatThreads({ maxPageSize: 2 }).byPage(), (t) => t.topic);
  });
  await record("list threads", () => collect(s.chat("fred").listChatThreads({ maxPageSize: 2 }), (t) => t.topic));
}

// label returns the text of a message, "deleted", or the type of a system message.
const label = ({ type, content, deletedOn }) => (type !== "text" ? type : deletedOn ? "deleted" : content.message);

async function messages(s) {
  const fred = await s.thread("fred");
  const ids = [];
  await record("send messages", async () => {
    for (let i = 1; i <= 9; i++) {
      ids.push((await fred.sendMessage({ content: `m${i}` }, { senderDisplayName: "Fred" })).id);
    }
    return new Set(ids).size;
  });
  await record("get a message", async () => {
    const { type, content, sender, senderDisplayName } = await (await s.thread("ann")).getMessage(ids[0]);
    return { type, content: content.message, sender: s.name(sender), senderDisplayName };
  });
  await record("edit a message", async () => {
    await fred.updateMessage(ids[1], { content: "m2 edited" });
    const { content, editedOn } = await fred.getMessage(ids[1]);
    return { content: content.message, edited: editedOn instanceof Date };
  });
  await record("delete a message", async () => {
    await fred.deleteMessage(ids[2]);
    const { content, deletedOn } = await fred.getMessage(ids[2]);
    return { content: content?.message, deleted: deletedOn instanceof Date };
  });
  await record("list messages by page", () => collect(fred.listMessages({ maxPageSize: 5 }).byPage(), label));
  await record("list messages", () => collect(fred.listMessages(), label));
  await record("list messages from a next link", () => resume(() => fred.listMessages({ maxPageSize: 5 }), label));
  await record("list messages of the future", () => collect(fred.listMessages({ startTime: new Date("2099-01-01T00:00:00Z") }), label));
  await record("read system messages", async () => {
    const listed = await collect(fred.listMessages(), (message) => message);
    const { topic, initiator } = listed.find((m) => m.type === "topicUpdated").content;
    const added = listed.find((m) => m.type === "participantAdded").content.participants;
    return { topic, initiator: s.name(initiator), added: added.map((p) => s.participantName(p)) };
  });
  await record("edit another user's message", async () => (await s.thread("ann")).updateMessage(ids[0], { content: "no" }));
  await record("get an unknown message", () => fred.getMessage("1"));
  return ids;
}

async function participants(s) {
  const fred = await s.thread("fred");
  const list = () => fred.listParticipants({ maxPageSize: 2 });
  const name = (participant) => s.participantName(participant);
  await record("add participants", async () => s.rejected(await fred.addParticipants({ participants: s.participants("bob", "stranger", "carol") })));
  await record("list participants by page", () => collect(list().byPage(), name));
  await record("remove a participant", async () => {
    await fred.removeParticipant(s.identifier("bob"));
    return collect(list(), name);
  });
  await record("send a message when removed", async () => (await s.thread("bob")).sendMessage({ content: "no" }));
}

async function signals(s, messageId) {
  const [fred, ann] = [await s.thread("fred"), await s.thread("ann")];
  await record("list read receipts by page", async () => {
    await fred.sendReadReceipt({ chatMessageId: messageId });
    await ann.sendReadReceipt({ chatMessageId: messageId });
    return collect(fred.listReadReceipts({ maxPageSize: 1 }).byPage(), (receipt) => s.name(receipt.sender));
  });
  await record("send a typing notification", async () => ((await fred.sendTypingNotification()) ? "sent" : "not sent"));
}

async function endings(s) {
  await record("delete the thread", async () => {
    await s.deleteThread("fred");
    return collect(s.chat("fred").listChatThreads(), (t) => (t.deletedOn instanceof Date ? `${t.topic}, deleted` : t.topic));
  });
  await record("get the deleted thread", () => s.properties("fred"));
  await record("use a revoked token", async () => {
    await s.revokeTokens("ann");
    return collect(s.chat("ann").listChatThreads(), (t) => t.topic);
  });
}

async function drive(chatPackage, identityPackage) {
  let packages;
  await record("load the packages", () => {
    packages = loadPackages(chatPackage, identityPackage);
    return "loaded";
  });
  if (!packages) {
    return;
  }
  const s = new Session(packages, process.env.COMMUNICATION_CONNECTION_STRING);
  await tokens(s);
  await threads(s);
  const ids = await messages(s);
  await participants(s);
  await signals(s, ids.at(-1));
  await endings(s);
}

try {
  await drive(...process.argv.slice(2));
} finally {
  console.log(JSON.stringify(results));
}
