import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// While developing, everything that is not a page comes from a running server.
const server = process.env.HOBNAIL_URL ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../../dist/workbench', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // Every file has its own hashed name; nothing is inlined, which the content security policy would refuse.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: Object.fromEntries(
      ['/console/api', '/_hobnail', '/gettoken', '/topapi'].map(path => [path, { target: server }]),
    ),
  },
})
