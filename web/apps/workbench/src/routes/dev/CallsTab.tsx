/** Every call of the platform's APIs as it happens, with the rule that decided. */
import { calls, type LoggedCall } from '@hobnail/api'
import {
  CodeBlock,
  DetailPanel,
  exactTime,
  FaultNotice,
  Moment,
  Notice,
  Pending,
  Pill,
  SearchField,
  useUrlText,
  useWords,
  useZone,
} from '@hobnail/ui'
import { Link } from 'react-router'
import { useFollowed } from '../../data/followed'
import styles from './Dev.module.css'
import { gone, Split } from './Split'
import { texts } from './texts'
import { useOpened } from './useOpened'

const kept = 500

export function CallsTab({ id }: { id: number | undefined }) {
  const t = useWords(texts)
  const [path] = useUrlText('q')
  const { items, lost, ready } = useFollowed(
    `calls/${path}`,
    async (after, wait, signal) => {
      const { calls: items, next } = await calls(path, after, wait, signal)
      return { items, next }
    },
    kept,
  )
  const { to, close } = useOpened('calls', id)
  const opened = items.find(call => call.id === id)
  return (
    <Split
      lost={lost}
      tools={<SearchField label={t.calls.filter} />}
      detail={
        id !== undefined && (
          <DetailPanel title={opened ? opened.path : t.calls.detail} label={t.calls.detail} onClose={close}>
            {opened ? <Told call={opened} /> : ready ? <FaultNotice error={gone} /> : <Pending />}
          </DetailPanel>
        )
      }
    >
      {items.length ? (
        <ol className={styles.rows} data-rows="down" aria-label={t.calls.list}>
          {items.map(call => (
            <li key={call.id}>
              <Link
                className={styles.row}
                to={to(call.id)}
                data-row
                data-id={call.id}
                aria-current={call.id === id ? 'true' : undefined}
              >
                <Rule call={call} />
                <span className={styles.path}>
                  <small>{call.method}</small> <code>{call.path}</code>
                </span>
                <span className={styles.took}>{tookOf(call)}</span>
                <Moment className={styles.when} ms={call.at_ms} form="full" />
              </Link>
            </li>
          ))}
        </ol>
      ) : !ready ? (
        <Pending lines={6} />
      ) : path ? (
        <Notice title={t.calls.none} />
      ) : (
        <Notice title={t.calls.empty}>{t.calls.emptyHint}</Notice>
      )}
    </Split>
  )
}

const tookOf = ({ duration_us: us }: LoggedCall) =>
  us < 10_000 ? `${(us / 1000).toFixed(1)} ms` : `${Math.round(us / 1000)} ms`

function Rule({ call }: { call: LoggedCall }) {
  return <Pill tone={call.rule === 'OK' ? 'good' : 'bad'}>{call.rule || call.http_status}</Pill>
}

const pretty = (value: unknown) => JSON.stringify(value, null, 2) ?? ''

function Told({ call }: { call: LoggedCall }) {
  const t = useWords(texts)
  const zone = useZone()
  return (
    <>
      <dl className={styles.facts}>
        <div>
          <dt>{t.calls.rule}</dt>
          <dd>
            <Rule call={call} />
          </dd>
        </div>
        <div>
          <dt>{t.calls.status}</dt>
          <dd>{call.http_status}</dd>
        </div>
        <div>
          <dt>{t.calls.endpoint}</dt>
          <dd>{call.endpoint ? <code>{call.endpoint}</code> : t.calls.unknown}</dd>
        </div>
        {call.agent_id != null && (
          <div>
            <dt>{t.calls.app}</dt>
            <dd>{call.agent_id}</dd>
          </div>
        )}
        <div>
          <dt>{t.calls.at}</dt>
          <dd>{exactTime(call.at_ms, zone)}</dd>
        </div>
        <div>
          <dt>{t.calls.took}</dt>
          <dd>{tookOf(call)}</dd>
        </div>
      </dl>
      <div className={styles.code}>
        <CodeBlock label={t.calls.request} code={pretty(call.request)} />
        <CodeBlock label={t.calls.reply} code={pretty(call.reply)} />
      </div>
      <p className={styles.after}>
        <Link to={`/work/dev/faults?path=${encodeURIComponent(call.path)}`}>{t.calls.fail}</Link>
      </p>
    </>
  )
}
