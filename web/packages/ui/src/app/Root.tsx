/** What stands around every app: its cache of reads, theme and language, and the router. */
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode, Suspense, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter, Routes } from 'react-router'
import { Pending } from '../States'
import { UiProvider } from '../UiProvider'
import { newQueries } from './queries'

/** `children` are the app's routes. */
export function Root({ children }: { children: ReactNode }) {
  const [queries] = useState(newQueries)
  return (
    <QueryClientProvider client={queries}>
      <UiProvider>
        <BrowserRouter>
          <Suspense fallback={<Pending />}>
            <Routes>{children}</Routes>
          </Suspense>
        </BrowserRouter>
      </UiProvider>
    </QueryClientProvider>
  )
}

export function start(app: ReactNode) {
  const root = document.getElementById('root')
  if (root) createRoot(root).render(<StrictMode>{app}</StrictMode>)
}
