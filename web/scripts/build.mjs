/** Builds every app below apps/, or those that are named. */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'

const asked = process.argv.slice(2)
for (const app of asked.length ? asked : readdirSync('apps').sort()) {
  execFileSync(
    'npx',
    ['vite', 'build', '--logLevel', 'warn', '--config', `apps/${app}/vite.config.ts`, `apps/${app}`],
    {
      stdio: 'inherit',
    },
  )
  execFileSync('node', ['scripts/finish.mjs', app], { stdio: 'inherit' })
}
