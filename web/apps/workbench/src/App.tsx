/** The workbench: which address shows which page. All but the inbox load only when somebody goes there. */
import { FaultNotice, Pending, pageRoutes, RequireSession, Root, useSession } from '@hobnail/ui'
import { lazy } from 'react'
import { Navigate, Route } from 'react-router'
import { Frame } from './Frame'
import { pages } from './pages'
import { InboxPage } from './routes/inbox/InboxPage'

const StartPage = lazy(() => import('./routes/start/StartPage'))
const LoginPage = lazy(() => import('./routes/login/LoginPage'))

function Home() {
  const session = useSession()
  if (session.isPending) return <Pending />
  if (!session.data) return <FaultNotice error={session.error} onRetry={() => session.refetch()} />
  return session.data.mode === 'dev' ? <StartPage /> : <Navigate to="/work" replace />
}

export function App() {
  return (
    <Root>
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
        {pageRoutes(pages)}
      </Route>
      <Route path="*" element={<Navigate to="/work" replace />} />
    </Root>
  )
}
