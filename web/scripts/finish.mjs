/**
 * After the build of an app: its first view must stay small, and every text asset gets a .gz beside it for the server to send.
 *
 *   node scripts/finish.mjs <app>
 *
 * The first view is what the browser fetches for the page that people open daily: the entry, and all that it imports at once.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const limit = 250_000
const app = process.argv[2]
const dist = new URL(`../dist/${app}/`, import.meta.url).pathname
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

const files = new Set(['index.html'])
function add(name) {
  const chunk = manifest[name]
  if (files.has(chunk.file)) return
  files.add(chunk.file)
  for (const file of chunk.css ?? []) files.add(file)
  for (const imported of chunk.imports ?? []) add(imported)
}
add('index.html')

let total = 0
for (const file of files) total += gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const kilobytes = (total / 1000).toFixed(1)
console.log(`first view of ${app}: ${kilobytes} kB gzipped in ${files.size} files, limit ${limit / 1000} kB`)
if (total > limit) {
  console.error(`The first view is ${((total - limit) / 1000).toFixed(1)} kB too large.`)
  process.exit(1)
}

for (const name of readdirSync(join(dist, 'assets'))) {
  const file = join(dist, 'assets', name)
  if (/\.(js|css|svg)$/.test(name)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
}
rmSync(join(dist, '.vite'), { recursive: true })
