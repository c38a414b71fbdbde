// A DingTalk of our own for the tests: `hobnail dev`, and its control API.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export async function startHobnail() {
  const command = process.env.HOBNAIL_BIN ?? "hobnail";
  const child = spawn(command, ["dev", "--json", "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(createInterface(child.stdout), "line");
  const { url, demo } = JSON.parse(line);
  const control = async (path, body) => {
    const request = body && { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${url}/_hobnail/v1/${path}`, request);
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
    return response.json();
  };
  return {
    url,
    demo,
    get: (path) => control(path),
    post: (path, body = {}) => control(path, body),
    async close() {
      child.kill();
      await once(child, "exit");
    },
  };
}
