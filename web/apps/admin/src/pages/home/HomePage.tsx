/** Where an administrator begins: the organisation, and what there is to do. */
import { CopyField, Paper, Rooms, Section, usePerson, useWords } from '@hobnail/ui'
import { groups } from '../../pages'
import styles from './HomePage.module.css'
import { texts } from './texts'

export default function HomePage() {
  const t = useWords(texts)
  const { person } = usePerson()
  return (
    <Paper title={person.corpName}>
      <Section title={t.organisation}>
        <dl className={styles.facts}>
          <CopyField label="CorpId" value={person.corpId} />
        </dl>
      </Section>
      <Rooms title={t.rooms} base="/admin" groups={groups} />
    </Paper>
  )
}
