/** Nobody has sent this person anything yet: the call that changes it, with live values where the server gives them away. */
import { demo } from '@hobnail/api'
import { CodeBlock, Notice, Pending, usePerson } from '@hobnail/ui'
import { useQuery } from '@tanstack/react-query'
import { curl, liveValues, placeholders, sample } from '../../firstcall/programs'
import { useTexts } from '../../texts'
import styles from './InboxPage.module.css'

export function EmptyInbox() {
  const t = useTexts()
  const { person, mode } = usePerson()
  const dev = mode === 'dev'
  const values = useQuery({
    queryKey: ['open', 'demo'],
    queryFn: demo,
    staleTime: Number.POSITIVE_INFINITY,
    enabled: dev,
  })
  if (values.isLoading) return <Pending />
  // The demo's app can only reach the demo's people.
  const app = values.data?.corp_id === person.corpId ? values.data : placeholders(window.location.origin)
  const live = app === values.data
  return (
    <div className={styles.empty}>
      <h1>{t.inbox.title}</h1>
      <Notice title={t.inbox.emptyTitle}>{live ? t.inbox.emptyDev(person.name) : t.inbox.emptyServe}</Notice>
      <CodeBlock
        label="curl"
        code={curl(app, person.userid, sample('text', t))}
        live={live ? liveValues(app, person.userid) : [person.userid]}
      />
    </div>
  )
}
