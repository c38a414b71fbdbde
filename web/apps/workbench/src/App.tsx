/** The workbench: which address shows which page. All but the inbox load only when somebody goes there. */
import { FaultNotice, Pending, pageRoutes, RequireSession, Root, useSession } from '@hobnail/ui'
import { lazy } from 'react'
import { Navigate, Route } from 'react-router'
import { Frame } from './Frame'
import { pages } from './pages'
import { InboxPage } from './routes/inbox/InboxPage'

const StartPage = lazy(() => import('./routes/start/StartPage'))
const AuthorizePage = lazy(() => import('./routes/authorize/AuthorizePage'))
const ScanPage = lazy(() => import('./routes/scan/ScanPage'))
const LoginPage = lazy(() => import('./routes/login/LoginPage'))

/** Where outside sites send people to sign in; the server answers each with this app. */
const signInAddresses = [
  '/oauth2/auth',
  '/oauth2/challenge.htm',
  '/connect/qrconnect',
  '/connect/oauth2/sns_authorize',
  '/login/qrcode.htm',
]

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
      {signInAddresses.map(path => (
        <Route key={path} path={path} element={<AuthorizePage />} />
      ))}
      <Route
        path="/work/scan"
        element={
          <RequireSession>
            <ScanPage />
          </RequireSession>
        }
      />
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
