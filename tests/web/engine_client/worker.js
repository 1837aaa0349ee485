// An engine that does what its request says, and tells as news what it heard. It listens only some time after it started.
const say = (outgoing) => postMessage(JSON.stringify(outgoing));
const tell = (words) => say({ news: { vocabulary_loaded: { stem: words } } });

const answers = {
  compose: () => ({ composed: COMPOSED }),
  count: () => ({ counted: [] }),
  infer_schema: ({ example }) => ({ schema_inferred: example }),
  load_tokenizer: ({ name }, bytes) =>
    new TextDecoder().decode(bytes) === "bad" ? { refused: { reason: "bad" } } : { tokenizer_loaded: { name } },
};

const listen = ({ data }) => {
  const [text, bytes] = Array.isArray(data) ? data : [data];
  const { id, body } = JSON.parse(text);
  const [task] = Object.keys(body);
  const words = body[task].prompt?.title ?? body[task].example ?? body[task].name ?? "";
  const read = bytes ? ` ${bytes.byteLength}` : "";
  tell(`${task} ${words}${read}`.trim());
  const reply = { reply: { id, body: answers[task](body[task], bytes) } };
  const wrong = { reply: { id: id + 1000, body: { schema_inferred: "of another request" } } };
  if (words.includes("hang")) for (;;);
  if (words.includes("trap")) throw new Error("it trapped");
  if (words.includes("crash")) return say({ crashed: { reason: "it crashed" } });
  if (words.includes("babble")) return postMessage("not a message");
  if (words.includes("unread")) return say({ reply: { id: 0, body: { refused: { reason: "unreadable" } } } });
  if (words.includes("stale")) say(wrong);
  if (words.includes("slow")) return setTimeout(() => say(reply), 100);
  say(reply);
  if (words.includes("twice")) say(reply);
};

setTimeout(() => {
  onmessage = listen;
  tell("start");
  say("ready");
}, 50);
