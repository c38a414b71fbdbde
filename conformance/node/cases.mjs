// The npm package `dingtalk-stream` against a running server. It has no option for the address, so an interceptor of the HTTP
// client that it uses changes the base URL and nothing else.

import axios from "axios";
import { DWClient } from "dingtalk-stream";

const base = process.env.HOBNAIL_URL;
axios.interceptors.request.use((request) => {
  request.url = request.url.replace(/^https:\/\/o?api\.dingtalk\.com/, base);
  return request;
});

async function call(path, body) {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const reply = await fetch(`${base}/_hobnail/v1/${path}`, body && post);
  if (!reply.ok) throw new Error(`${path}: HTTP ${reply.status} ${await reply.text()}`);
  return reply.json();
}

async function subscriber(name, heard) {
  const app = await call("apps", { name });
  await call("subscriptions", { agent_id: app.agent_id, way: "stream", events: ["org_dept_modify"] });
  const client = new DWClient({ clientId: app.app_key, clientSecret: app.app_secret });
  client.registerAllEventListener(heard);
  await client.connect();
  const told = async (state, count) =>
    (await call(`deliveries?agent_id=${app.agent_id}&state=${state}&count=${count}&wait_ms=30000`)).deliveries.length;
  return { client, told };
}

const emit = (number) => call("events", { event: "org_dept_modify", fields: { deptId: [number] }, key: "one" });

function equal(actual, expected, what) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: ${a}, expected ${b}`);
}

const cases = {
  async "stream.events"() {
    const got = [];
    const { client, told } = await subscriber("node", (frame) => {
      got.push(JSON.parse(frame.data).deptId[0]);
      return { status: "SUCCESS" };
    });
    for (let number = 0; number < 20; number++) await emit(number);
    equal(await told("done", 20), 20, "acknowledged");
    equal(got, [...Array(20).keys()], "events, in order");
    client.disconnect();
  },

  async "stream.reconnect"() {
    const got = [];
    const { client, told } = await subscriber("node-cut", (frame) => {
      got.push(JSON.parse(frame.data).deptId[0]);
      return { status: "SUCCESS" };
    });
    await call("faults", { path: "/connect/org_dept_modify", drop: true });
    await emit(1);
    equal(await told("done", 1), 1, "acknowledged after a cut connection");
    equal(got, [1], "events");
    client.disconnect();
  },
};

for (const [name, run] of Object.entries(cases)) {
  const began = Date.now();
  const result = { case: name, ok: true };
  try {
    await run();
  } catch (error) {
    Object.assign(result, { ok: false, why: String(error) });
  }
  console.log(JSON.stringify({ ...result, ms: Date.now() - began }));
}
process.exit(0);
