/** How every app is built, and served while somebody works on it. */
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// While developing, everything that is not a page of this app comes from a running server: calls, and the other apps.
const server = process.env.HOBNAIL_URL ?? 'http://127.0.0.1:8080'
const calls = ['/console/api', '/_hobnail', '/gettoken', '/topapi']
const places = { workbench: '/work', console: '/console', admin: '/admin' }

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export function app(name: keyof typeof places) {
  const elsewhere = Object.entries(places).flatMap(([other, path]) => (other === name ? [] : [path]))
  return defineConfig({
    root: at(`apps/${name}`),
    plugins: [react()],
    build: {
      outDir: at(`dist/${name}`),
      emptyOutDir: true,
      target: 'es2022',
      // Every file has its own hashed name; nothing is inlined, which the content security policy would refuse.
      assetsInlineLimit: 0,
      manifest: true,
      modulePreload: { polyfill: false },
      // scripts/finish.mjs judges the sizes.
      chunkSizeWarningLimit: 2000,
    },
    server: {
      proxy: Object.fromEntries([...calls, ...elsewhere].map(path => [path, { target: server }])),
    },
  })
}
