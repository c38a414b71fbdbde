import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";

import { startHobnail } from "./hobnail.mjs";
import { Notifier } from "./notifier.mjs";

const SEND = "/topapi/message/corpconversation/asyncsend_v2";
let hobnail, notifier;

before(async () => {
  hobnail = await startHobnail();
});
after(() => hobnail.close());
beforeEach(async () => {
  await hobnail.post("reset");
  const { app_key, app_secret, agent_id } = hobnail.demo;
  notifier = new Notifier({ appKey: app_key, appSecret: app_secret, agentId: agent_id, baseUrl: hobnail.url, pauseMs: 0 });
});

const received = async (userid) => {
  const { messages } = await hobnail.get(`messages?userid=${userid}&wait_ms=5000`);
  return messages.map((message) => message.msg.text.content);
};
const rules = async (path) => (await hobnail.get(`calls?path=${path}`)).calls.map((call) => call.rule);

test("the customer hears of it", async () => {
  await notifier.shipped("user007", "A-1");
  assert.deepEqual(await received("user007"), ["订单 A-1 已发货"]);
});

test("a token that has ended is renewed", async () => {
  await notifier.shipped("user007", "A-1");
  await hobnail.post("clock", { advance_ms: 7_200_000 });
  await notifier.shipped("user008", "A-2");
  assert.deepEqual(await received("user008"), ["订单 A-2 已发货"]);
  assert.deepEqual(await rules(SEND), ["OK", "TOKEN_EXPIRED", "OK"]);
});

test("throttled calls are tried again", async () => {
  await hobnail.post("faults", { path: SEND, times: 2, errcode: 90002 });
  await notifier.shipped("user007", "A-1");
  assert.deepEqual(await received("user007"), ["订单 A-1 已发货"]);
  assert.deepEqual(await rules(SEND), ["INJECTED", "INJECTED", "OK"]);
});

test("throttling without end is told", async () => {
  await hobnail.post("faults", { path: SEND, times: 100, errcode: 90002 });
  await assert.rejects(notifier.shipped("user007", "A-1"), { code: "90002" });
  assert.deepEqual((await hobnail.get("messages?userid=user007")).messages, []);
});
