/** Signing in: a choice of persons in dev mode, mobile number and password elsewhere; then back to where one wanted to go. */
import { FaultNotice, Mark, Pending, useSession } from '@hobnail/ui'
import { Button } from 'antd'
import { useEffect } from 'react'
import { Navigate, useNavigate, useSearchParams } from 'react-router'
import { useTexts } from '../../texts'
import styles from './LoginPage.module.css'
import { PasswordForm } from './PasswordForm'
import { PickPerson } from './PickPerson'

/** Only the workbench and the consoles: an address from outside must not lead elsewhere. */
function roomOf(next: string | null): string {
  return next && /^\/(work|console|admin)([/?]|$)/.test(next) && !next.startsWith('/work/login') ? next : '/work'
}

/** The consoles are apps of their own, with pages of their own to fetch. */
const inWorkbench = (room: string) => /^\/work([/?]|$)/.test(room)

function Gone({ to }: { to: string }) {
  useEffect(() => window.location.replace(to), [to])
  return <Pending />
}

export default function LoginPage() {
  const t = useTexts()
  const session = useSession()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const next = roomOf(params.get('next'))
  const enter = () => (inWorkbench(next) ? navigate(next, { replace: true }) : window.location.replace(next))

  useEffect(() => {
    document.title = `${t.login.title} · Hobnail`
  }, [t])

  if (session.isPending) return <Pending />
  if (!session.data) return <FaultNotice error={session.error} onRetry={() => session.refetch()} />
  const { mode, person } = session.data
  // "Sign in as somebody else" leads here too: only where nobody was asked for is one sent on.
  if (person && mode === 'serve' && !params.has('again'))
    return inWorkbench(next) ? <Navigate to={next} replace /> : <Gone to={next} />
  return (
    <main className={styles.page}>
      <div className={styles.panel}>
        <header className={styles.head}>
          <Mark size={36} />
          <div>
            <h1>{t.login.title}</h1>
            {mode === 'dev' && <p>{t.login.devHint}</p>}
          </div>
        </header>
        {person && (
          <p className={styles.already}>
            {t.login.already(person.name)}
            <Button onClick={enter}>{t.login.goOn}</Button>
          </p>
        )}
        {mode === 'dev' ? <PickPerson onEnter={enter} /> : <PasswordForm onEnter={enter} />}
      </div>
    </main>
  )
}
