/** The browser tests against two stand-in servers (dev and serve mode) that live as long as the run. Arguments go to Playwright. */
import { spawn, spawnSync } from 'node:child_process'

const servers = [
  ['dev', '7411'],
  ['serve', '7412'],
].map(([mode, port]) => spawn('node', ['mock/server.mjs', '--mode', mode, '--port', port], { stdio: 'inherit' }))

const { status } = spawnSync('npx', ['playwright', 'test', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    HOBNAIL_URL: 'http://127.0.0.1:7411',
    HOBNAIL_SERVE_URL: 'http://127.0.0.1:7412',
    HOBNAIL_SERVE_MOBILE: '13800000002',
    HOBNAIL_SERVE_PASSWORD: 'hobnail-demo',
  },
})
for (const server of servers) server.kill()
process.exit(status ?? 1)
