/** Where a developer begins: the values that every program needs. */
import { CopyField, Paper, Rooms, Section, usePerson, useWords } from '@hobnail/ui'
import { groups } from '../../pages'
import styles from './HomePage.module.css'
import { texts } from './texts'

export default function HomePage() {
  const t = useWords(texts)
  const { person, mode } = usePerson()
  return (
    <Paper title={t.title}>
      <Section title={t.values} hint={t.hint}>
        <dl className={styles.facts}>
          <CopyField label={t.server} value={window.location.origin} note="https://oapi.dingtalk.com" />
          <CopyField label="CorpId" value={person.corpId} />
        </dl>
        {mode === 'dev' && (
          <p className={styles.start}>
            <a href="/">{t.start}</a>
          </p>
        )}
      </Section>
      <Rooms title={t.rooms} base="/console" groups={groups} />
    </Paper>
  )
}
