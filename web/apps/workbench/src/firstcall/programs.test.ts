import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { en } from '../texts/en'
import { zh } from '../texts/zh'
import { curl, java, placeholders, python, sample, sampleKinds } from './programs'

const app = {
  base_url: 'http://127.0.0.1:7400',
  corp_id: 'ding1',
  agent_id: 100001,
  app_key: 'key1',
  app_secret: 'secret1',
}

/** What the shell would really send: its own curl is replaced by one that prints the body. */
function bodySent(script: string, env: Record<string, string> = {}): unknown {
  const shell = `curl() { while [ $# -gt 0 ]; do case "$1" in '{'*) printf '%s' "$1";; esac; shift; done; }\n${script}`
  return JSON.parse(execFileSync('sh', ['-c', shell], { encoding: 'utf8', env: { ...process.env, ...env } }))
}

describe.each(sampleKinds)('the first call with a %s message', kind => {
  it.each([
    ['zh', zh],
    ['en', en],
  ])('sends what the sample says, from a shell, in %s', (_, texts) => {
    const message = sample(kind, texts)
    const sent = bodySent(curl(app, 'lina', message)) as { msg: unknown }
    expect(sent).toMatchObject({ agent_id: 100001, userid_list: 'lina' })
    const timeless = JSON.stringify(sent.msg).replace(/\d\d:\d\d:\d\d/, '{now}')
    expect(timeless).toBe(JSON.stringify(message))
  })

  it('takes credentials from the shell where none may be shown', () => {
    const script = curl(placeholders('https://im.example.com'), 'lina', sample(kind, en))
    expect(bodySent(script, { AGENT_ID: '42' })).toMatchObject({ agent_id: 42 })
    expect(script).toContain('appkey=$APP_KEY')
  })

  it('is a program in the other languages too', () => {
    const program = python(app, 'lina', sample(kind, zh))
    execFileSync('python3', ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'], { input: program })
    expect(program).not.toContain('{now}')
    expect(java(app, 'lina', sample(kind, zh))).not.toContain('{now}')
  })
})
