/**
 * The workbench: which address shows which page. The start page and the sign-in page load only when somebody goes there.
 */
import { Fault } from '@hobnail/api'
import { FaultNotice, Pending, UiProvider, useLanguage } from '@hobnail/ui'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { BrowserRouter, Navigate, Route, Routes } from 'react-router'
import { RequireSession, sessionMayHaveChanged, useSession } from './data/session'
import { Frame } from './Frame'
import { InboxPage } from './routes/inbox/InboxPage'
import { catalogue } from './texts'

const StartPage = lazy(() => import('./routes/start/StartPage'))
const LoginPage = lazy(() => import('./routes/login/LoginPage'))
const MePage = lazy(() => import('./routes/me/MePage'))

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: error => sessionMayHaveChanged(queries, error) }),
  mutationCache: new MutationCache({ onError: error => sessionMayHaveChanged(queries, error) }),
  defaultOptions: {
    queries: {
      staleTime: 20_000,
      // What the server refused it will refuse again; what did not arrive may arrive now.
      retry: (count, error) => count < 1 && error instanceof Fault && error.offline,
      retryDelay: 500,
    },
  },
})

function Home() {
  const session = useSession()
  if (session.isPending) return <Pending />
  if (!session.data) return <FaultNotice error={session.error} onRetry={() => session.refetch()} />
  return session.data.mode === 'dev' ? <StartPage /> : <Navigate to="/work" replace />
}

export function App() {
  const [language] = useLanguage()
  return (
    <QueryClientProvider client={queries}>
      <UiProvider language={language} texts={catalogue[language].ui}>
        <BrowserRouter>
          <Suspense fallback={<Pending />}>
            <Routes>
              <Route path="/" element={<Home />} />
              <Route path="/work/login" element={<LoginPage />} />
              <Route
                path="/work"
                element={
                  <RequireSession>
                    <Frame />
                  </RequireSession>
                }
              >
                <Route element={<InboxPage />}>
                  <Route index element={null} />
                  <Route path="inbox/:agentId/:messageId?" element={null} />
                </Route>
                <Route path="me" element={<MePage />} />
              </Route>
              <Route path="*" element={<Navigate to="/work" replace />} />
            </Routes>
          </Suspense>
        </BrowserRouter>
      </UiProvider>
    </QueryClientProvider>
  )
}
