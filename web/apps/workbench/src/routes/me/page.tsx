import { Avatar, definePage, usePerson } from '@hobnail/ui'

function Face() {
  const { person } = usePerson()
  return <Avatar name={person.name} src={person.avatar} size={28} />
}

export default definePage({
  path: 'me',
  title: { zh: '我', en: 'Me' },
  icon: <Face />,
  load: () => import('./MePage'),
})
