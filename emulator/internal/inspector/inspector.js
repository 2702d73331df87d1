// The inspector of the emulator: it shows threads, messages and requests as they come,
// and controls faults, clock and state. It uses the control interface, described in
// docs/emulator.md. Text from the emulator only ever becomes the text of an element.

const $ = (id) => document.getElementById(id);
const maxCalls = 300; // in the list of requests
const messagesPerStep = 100;

let selected = decodeURIComponent(location.hash.slice(1)); // thread ID
let threads = [];
let names = new Map(); // display names of the selected thread's participants, by raw ID
let limit = messagesPerStep;
const calls = new Map(); // list items of requests, by ID

// element returns a new element with text or elements in it.
function element(tag, className, ...children) {
  const e = document.createElement(tag);
  e.className = className;
  e.append(...children);
  return e;
}

// request sends a request to the control interface and returns the response. It throws
// the interface's error.
async function request(method, path, body) {
  const response = await fetch(path, { method, body });
  if (response.ok) return response;
  const text = await response.text();
  let message = text;
  try {
    message = JSON.parse(text).error ?? text;
  } catch {} // an error of the HTTP server is not JSON
  throw new Error(message);
}

const get = async (path) => (await request("GET", path)).json();
const send = (method, path, body) => request(method, path, JSON.stringify(body));

// reporting returns a function that runs f and shows its error in an element.
const reporting = (id, f) => async (event) => {
  $(id).textContent = "";
  try {
    await f(event);
  } catch (error) {
    $(id).textContent = error.message;
  }
};

// coalesced returns a function that runs f soon, once for all calls until then, and never
// twice at the same time. Events can come faster than anything is worth showing.
function coalesced(f) {
  let isWaiting = false;
  let running = Promise.resolve();
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    running = running.then(() => new Promise((resolve) => setTimeout(resolve, 50))).then(() => {
      isWaiting = false;
      return f();
    }).catch((error) => console.warn(error));
  };
}

const clockTime = (time) => time.slice(11, 19);
const shortID = (id) => id.length > 14 ? "…" + id.slice(-8) : id;
const nameOf = (id) => names.get(id) || shortID(id);
const threadPath = (list) => `/threads/${encodeURIComponent(selected)}/${list}`;

// hueOf returns the colour of a participant, as an angle. Neighbours in the list of
// participants get colours that are far apart.
const hueOf = (id) => ([...names.keys()].indexOf(id) + 1) * 137.5;

// Threads

const loadThreads = coalesced(async () => {
  const list = await get("/threads?limit=200");
  threads = list.threads;
  $("thread-count").textContent = list.total || "";
  $("no-threads").hidden = list.total > 0;
  if (!selected && threads.length) select(threads[0].id);
  showThreads();
});

// showThreads updates the list. A thread keeps its item, and so the focus.
function showThreads() {
  const items = new Map([...$("thread-list").children].map((item) => [item.dataset.id, item]));
  const list = threads.map((thread) => fillThread(items.get(thread.id) ?? newThreadItem(thread.id), thread));
  if (list.some((item, i) => $("thread-list").children[i] !== item) || list.length !== items.size) {
    const focused = document.activeElement;
    $("thread-list").replaceChildren(...list);
    if ($("thread-list").contains(focused)) focused.focus();
  }
  const thread = threads.find((t) => t.id === selected);
  $("topic").textContent = thread ? thread.topic || "(no topic)" : "No thread selected";
  $("participants").hidden = !thread;
  $("composer").hidden = !thread || Boolean(thread.deletedOn);
}

function newThreadItem(id) {
  const button = element("button", "", element("span", ""), element("span", "hint"));
  button.type = "button";
  button.addEventListener("click", () => {
    select(id);
    showPanel("thread");
  });
  const item = element("li", "", button);
  item.dataset.id = id;
  return item;
}

function fillThread(item, thread) {
  const button = item.firstChild;
  const [topic, hint] = button.children;
  button.setAttribute("aria-current", thread.id === selected);
  topic.textContent = thread.topic || "(no topic)";
  topic.className = thread.deletedOn ? "deleted" : "";
  const last = thread.deletedOn || thread.lastMessageReceivedOn || thread.createdOn;
  const counts = `${thread.messages} messages, ${thread.participants} people`;
  hint.replaceChildren(element("span", "", thread.deletedOn ? "deleted" : counts), element("time", "", clockTime(last).slice(0, 5)));
  hint.title = thread.id;
  return item;
}

function select(id) {
  selected = id;
  limit = messagesPerStep;
  history.replaceState(null, "", "#" + encodeURIComponent(id));
  $("message-list").replaceChildren();
  $("typing").textContent = "";
  showThreads();
  loadThread();
}

// Messages and participants

const loadThread = coalesced(async () => {
  if (!selected) return;
  const id = selected;
  const [{ participants }, { messages }] = await Promise.all([get(threadPath("participants")), get(threadPath(`messages?limit=${limit}`))])
    .catch(() => [{ participants: [] }, { messages: [] }]); // the thread does not exist anymore
  if (id !== selected) return; // another thread was selected meanwhile
  showParticipants(participants);
  showMessages(messages);
});

function showParticipants(participants) {
  names = new Map(participants.map((p) => [p.id, p.displayName]));
  const current = participants.filter((p) => !p.isFormer);
  $("participants-title").textContent = `Participants (${current.length})`;
  $("participant-list").replaceChildren(...participants.map((p) => {
    const text = element("span", p.isFormer ? "deleted" : "", nameOf(p.id));
    return element("li", "", text, " ", element("span", "hint", p.id));
  }));
  const sender = $("sender").value;
  const options = current.map((p) => new Option(nameOf(p.id), p.id));
  if (options.map((o) => o.value + o.text).join() === [...$("sender").options].map((o) => o.value + o.text).join()) return;
  $("sender").replaceChildren(...options);
  if (current.some((p) => p.id === sender)) $("sender").value = sender;
}

// showMessages updates the list. Unchanged messages keep their items, so that assistive
// technology announces only the new ones.
function showMessages(messages) {
  const log = $("log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  const isFirst = $("message-list").childElementCount === 0;
  log.ariaBusy = isFirst;
  const key = (m) => [m.id, m.version, nameOf(senderOf(m))].join(" ");
  const items = new Map([...$("message-list").children].map((item) => [item.dataset.key, item]));
  const keys = new Set(messages.map(key));
  for (const [k, item] of items) if (!keys.has(k)) item.remove();
  messages.forEach((message, i) => {
    const k = key(message);
    const item = items.get(k) ?? newMessageItem(message, k);
    if (!items.has(k) && !isFirst) item.classList.add("new");
    const there = $("message-list").children[i];
    if (there !== item) $("message-list").insertBefore(item, there ?? null);
  });
  log.ariaBusy = false;
  $("earlier").hidden = !messages.length || messages[0].sequenceId === "1" || limit >= 1000;
  if (isAtEnd || isFirst) log.scrollTop = log.scrollHeight;
}

const senderOf = (m) => (m.senderCommunicationIdentifier ?? m.content.initiatorCommunicationIdentifier)?.rawId ?? "";

function newMessageItem(message, key) {
  const item = senderOf(message) && message.senderCommunicationIdentifier ? userMessage(message) : systemMessage(message);
  item.dataset.key = key;
  return item;
}

function userMessage(message) {
  const sender = senderOf(message);
  const name = message.senderDisplayName || nameOf(sender);
  const avatar = element("span", "avatar", [...name.replace("…", "")][0]?.toUpperCase() ?? "?");
  avatar.style.setProperty("--hue", hueOf(sender));
  avatar.ariaHidden = "true";
  const time = element("time", "", clockTime(message.createdOn));
  time.dateTime = message.createdOn;
  time.title = `${message.createdOn}, ID ${message.id}, version ${message.version}`;
  const byline = element("div", "byline", element("b", "", name), time);
  byline.title = sender;
  if (message.type === "html") byline.append(element("span", "pill", "html"));
  if (message.editedOn) byline.append(element("span", "pill", "edited"));
  if (message.deletedOn) byline.append(element("span", "pill bad", "deleted"));
  const text = element("div", message.deletedOn ? "text deleted" : "text", message.content.message ?? "");
  return element("li", "message", avatar, byline, text);
}

function systemMessage({ type, content, createdOn, ...message }) {
  const who = nameOf(senderOf({ content, ...message }));
  const people = (content.participants ?? []).map((p) => p.displayName || shortID(p.communicationIdentifier.rawId)).join(", ");
  const texts = {
    topicUpdated: `${who} set the topic to “${content.topic}”`,
    participantAdded: `${who} added ${people}`,
    participantRemoved: `${who} removed ${people}`,
  };
  return element("li", "system", `${texts[type] ?? type} · ${clockTime(createdOn)}`);
}

let typingTimer;
function showTyping({ initiator }) {
  $("typing").textContent = `${nameOf(initiator)} is typing…`;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => ($("typing").textContent = ""), 8000);
}

$("earlier").addEventListener("click", () => {
  limit = Math.min(limit + messagesPerStep, 1000);
  loadThread();
});

$("composer").addEventListener("submit", reporting("composer-error", async (event) => {
  event.preventDefault();
  const content = $("content").value;
  if (!content.trim()) return;
  await send("POST", threadPath("messages"), { sender: $("sender").value, senderDisplayName: names.get($("sender").value), content });
  $("content").value = "";
  $("log").scrollTop = $("log").scrollHeight;
}));

$("content").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  $("composer").requestSubmit();
});

// Requests

let pendingCalls = [];
function showCall(call) {
  pendingCalls.push(call);
  showCalls();
}

const showCalls = coalesced(() => {
  for (const call of pendingCalls.splice(0).slice(-2 * maxCalls)) {
    let item = calls.get(call.id);
    if (!item) {
      item = newCallItem(call.id);
      calls.set(call.id, item);
      $("call-list").prepend(item);
    }
    fillCall(item, call);
  }
  for (const id of [...calls.keys()].slice(0, -maxCalls)) {
    calls.get(id).remove();
    calls.delete(id);
  }
  $("no-calls").hidden = calls.size > 0;
  $("call-count").textContent = calls.size || "";
});

function newCallItem(id) {
  const details = element("details", "", element("summary", ""), element("div", "call"));
  details.addEventListener("toggle", () => details.open && loadCall(id, details.lastChild));
  return element("li", "", details);
}

function fillCall(item, call) {
  const isRunning = call.milliseconds === undefined;
  const kinds = { 2: "good", 4: "warn", 5: "bad" };
  const status = element("span", "pill " + (kinds[Math.floor(call.status / 100)] ?? (isRunning ? "" : "bad")), call.status || (isRunning ? "…" : "none"));
  if (!call.status) status.title = isRunning ? "in progress" : "no response";
  const operation = element("span", "operation", call.operation || call.method);
  operation.title = `${call.method} ${call.url}`;
  const duration = element("span", "hint", isRunning ? "" : `${call.milliseconds.toFixed(call.milliseconds < 10 ? 1 : 0)} ms`);
  const summary = item.firstChild.firstChild;
  summary.replaceChildren(element("time", "hint", clockTime(call.time)), status, operation, duration);
  if (call.faults) summary.append(element("span", "fault", "fault " + call.faults.join(", ")));
  if (item.firstChild.open) loadCall(call.id, item.firstChild.lastChild);
}

async function loadCall(id, target) {
  const call = await get(`/calls/${id}`).catch((error) => ({ error: error.message }));
  if (call.error) {
    target.replaceChildren(element("p", "error", call.error));
    return;
  }
  target.replaceChildren(element("p", "", `${call.method} ${call.url}`));
  if (call.user) target.append(element("p", "hint", call.user));
  for (const [title, body] of [["Request", call.request], ["Response", call.response]]) {
    if (!body) continue;
    const pre = element("pre", "", prettyJSON(body));
    pre.tabIndex = 0; // long bodies scroll
    target.append(element("h3", "", title), pre);
  }
}

// prettyJSON returns indented JSON, or the text itself if it is not JSON.
function prettyJSON(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function loadCalls() {
  const list = await get("/calls");
  calls.clear();
  $("call-list").replaceChildren();
  pendingCalls = list.calls.slice(-maxCalls).concat(pendingCalls);
  showCalls();
}

// Faults

let rulesAreEdited = false;
$("rules").addEventListener("input", () => (rulesAreEdited = true));

function showFaults({ rules }) {
  $("faults-on").checked = rules.length > 0;
  if (rules.length && !rulesAreEdited) $("rules").value = rules.join("\n");
}

const setFaults = async (isOn) => {
  const lines = $("rules").value.split("\n").map((line) => line.trim()).filter(Boolean);
  const response = await send("PUT", "/faults", { rules: isOn ? lines : [] });
  if (isOn) rulesAreEdited = false;
  showFaults(await response.json());
};

$("faults-on").addEventListener("change", reporting("faults-error", () => setFaults($("faults-on").checked)));
$("faults").addEventListener("submit", reporting("faults-error", (event) => {
  event.preventDefault();
  return setFaults(true);
}));

// Clock

function showClock({ now }) {
  $("clock").textContent = `${now.slice(0, 10)} ${clockTime(now)} UTC`;
  $("clock").dateTime = now;
  if (!$("now").value) $("now").value = now.slice(0, 19);
}

for (const button of document.querySelectorAll("[data-advance]")) {
  button.addEventListener("click", reporting("clock-error", async () => {
    const response = await send("POST", "/clock", { advance: button.dataset.advance });
    showClock(await response.json());
    loadThreads(); // retention policies may have deleted some
  }));
}

$("clock-form").addEventListener("submit", reporting("clock-error", async (event) => {
  event.preventDefault();
  const now = new Date($("now").value + "Z").toISOString();
  showClock(await (await send("PUT", "/clock", { now })).json());
  loadThreads();
}));

// Other programs may change the clock and the faults too, so they are read again and
// again.
async function refreshControls() {
  try {
    showClock(await get("/clock"));
    showFaults(await get("/faults"));
  } catch {} // the stream shows that the emulator cannot be reached
  setTimeout(refreshControls, 2000);
}

// State

$("load").addEventListener("click", () => $("snapshot").click());
$("snapshot").addEventListener("change", reporting("state-error", async () => {
  const [file] = $("snapshot").files;
  $("snapshot").value = "";
  $("state-result").textContent = "";
  await request("PUT", "/state", file);
  $("state-result").textContent = `Loaded ${file.name}.`;
}));

// Connection

$("copy").addEventListener("click", async () => {
  const { connectionString } = await get("/connection");
  try {
    await navigator.clipboard.writeText(connectionString);
    $("copy").textContent = "Copied";
    setTimeout(() => ($("copy").textContent = "Copy connection string"), 2000);
  } catch { // the browser does not allow it: show the text to copy
    showPanel("controls");
    $("connection-string-field").hidden = false;
    $("connection-string").value = connectionString;
    $("connection-string").select();
  }
});

// Panels, of which a narrow screen shows one

function showPanel(name) {
  document.body.dataset.panel = name;
  for (const button of document.querySelectorAll("nav button")) button.ariaPressed = button.dataset.show === name;
  if (name === "thread") $("log").scrollTop = $("log").scrollHeight; // it could not scroll while it was hidden
}

for (const button of document.querySelectorAll("nav button")) {
  button.addEventListener("click", () => showPanel(button.dataset.show));
}

// The stream of events. Whenever it connects, everything is loaded, because events may
// have been missed.

function showStream(text, kind) {
  $("stream").textContent = text;
  $("stream").className = "pill " + kind;
}

const stream = new EventSource("/events");
stream.addEventListener("open", () => {
  showStream("Live", "good");
  loadThreads();
  loadThread();
  loadCalls();
});
stream.addEventListener("error", () => showStream("Disconnected", "bad"));
stream.addEventListener("call", (event) => {
  const call = JSON.parse(event.data);
  showCall(call);
  showClock({ now: call.time });
});
stream.addEventListener("change", (event) => {
  const change = JSON.parse(event.data);
  if (change.kind === "typingStarted") {
    if (change.thread === selected) showTyping(change);
    return;
  }
  loadThreads();
  if (change.thread === selected || change.kind === "stateRestored") loadThread();
});

refreshControls();
get("/connection").then(({ endpoint }) => ($("endpoint").value = endpoint));
