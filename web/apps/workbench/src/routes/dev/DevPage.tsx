/**
 * What dev mode's control API offers, to look at and to turn: calls and messages as they happen, the clock, faults, snapshots.
 *
 * The address is the state: /work/dev/calls/:id, /work/dev/messages/:id, /work/dev/clock …
 */
import { useWords } from '@hobnail/ui'
import { Link, Navigate, useParams } from 'react-router'
import { CallsTab } from './CallsTab'
import { ClockTab } from './ClockTab'
import styles from './Dev.module.css'
import { FaultsTab } from './FaultsTab'
import { MessagesTab } from './MessagesTab'
import { SnapshotsTab } from './SnapshotsTab'
import { texts } from './texts'

const tabs = { calls: CallsTab, messages: MessagesTab, clock: ClockTab, faults: FaultsTab, snapshots: SnapshotsTab }
type Tab = keyof typeof tabs
const names = Object.keys(tabs) as Tab[]

export default function DevPage() {
  const t = useWords(texts)
  const [name = '', id] = (useParams()['*'] ?? '').split('/')
  const tab = names.find(each => each === name)
  if (!tab) return <Navigate to="/work/dev/calls" replace />
  const Shown = tabs[tab]
  return (
    <div className={styles.page} data-deep={Boolean(id)}>
      <header className={styles.head}>
        <h1>{t.title}</h1>
        <nav className={styles.tabs} aria-label={t.title}>
          {names.map(each => (
            <Link key={each} to={`/work/dev/${each}`} aria-current={each === tab ? 'page' : undefined}>
              {t.tabs[each]}
            </Link>
          ))}
        </nav>
      </header>
      <div className={styles.body}>
        <Shown id={id ? Number(id) : undefined} />
      </div>
    </div>
  )
}
