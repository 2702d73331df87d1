// Runs in a browser, whose requests need the service's permission (CORS), because
// the page comes from another origin. It makes calls with the official client and
// posts their results to the server of the page, browser_test.go.
import { ChatClient } from "@azure/communication-chat";
import { AzureCommunicationTokenCredential } from "@azure/communication-common";

async function chat({ endpoint, token }) {
  const client = new ChatClient(endpoint, new AzureCommunicationTokenCredential(token));
  let correlation; // a header that the page may read only with permission
  const onResponse = (response) => (correlation = response.headers.get("ms-cv"));
  const { chatThread } = await client.createChatThread({ topic: "Lunch" }, { onResponse });
  const thread = client.getChatThreadClient(chatThread.id);
  const ids = [];
  for (const content of ["Pizza?", "Pasta?", "Salad?"]) {
    ids.push((await thread.sendMessage({ content })).id);
  }
  await thread.updateMessage(ids[1], { content: "Soup?" });
  await thread.deleteMessage(ids[2]);
  const pages = [];
  for await (const page of thread.listMessages({ maxPageSize: 2 }).byPage()) {
    pages.push(page.map((m) => (m.deletedOn ? "deleted" : m.content?.message ?? m.type)));
  }
  const unknown = await thread.getMessage("1").catch((error) => `${error.name} ${error.statusCode}`);
  return { topic: chatThread.topic, header: typeof correlation, pages, unknown };
}

const result = await chat(Object.fromEntries(new URLSearchParams(location.search))).catch((error) => ({ error: error.stack }));
await fetch("/result", { method: "POST", body: JSON.stringify(result) });
