/* DTFrameLogin: signs in at an outside site in a frame of the site's own page.
 *
 *   DTFrameLogin({ id, width, height }, params, success, failure)
 *
 * params   redirect_uri (encoded by the caller), client_id, scope, response_type, prompt, state, org_type, corpId,
 *          exclusiveLogin, exclusiveCorpId
 * success  is given { redirectUrl, authCode, state }
 * failure  is given a text
 */
;(function () {
  'use strict'
  var script = document.currentScript
  var origin = script && script.src ? script.src.split('/').slice(0, 3).join('/') : window.location.origin
  var needed = ['redirect_uri', 'client_id', 'scope', 'response_type', 'prompt']
  var passed = needed.concat(['state', 'org_type', 'corpId', 'exclusiveLogin', 'exclusiveCorpId'])

  function DTFrameLogin(frame, params, success, failure) {
    var fail = failure || function () {}
    if (!window.postMessage || !window.URL) return fail('Browser not support')
    if (!frame || !params) return fail('Missing parameters')
    for (var i = 0; i < needed.length; i++) {
      if (!params[needed[i]]) return fail('Missing parameters')
    }
    var place = document.getElementById(frame.id)
    if (!place) return fail('Element not found')
    var address = origin + '/oauth2/auth?iframe=true'
    for (var j = 0; j < passed.length; j++) {
      var value = params[passed[j]]
      // The caller encodes redirect_uri itself; the rest is encoded here.
      if (value) address += '&' + passed[j] + '=' + (passed[j] === 'redirect_uri' ? value : encodeURIComponent(value))
    }
    var element = document.createElement('iframe')
    element.src = address
    element.title = 'Sign in'
    element.width = String(frame.width || 300)
    element.height = String(frame.height || 300)
    element.style.border = '0'
    place.innerHTML = ''
    place.appendChild(element)
    window.addEventListener('message', function (event) {
      if (event.origin !== origin || event.source !== element.contentWindow) return
      var told = event.data
      if (!told || typeof told !== 'object') return
      if (!told.success) return fail(told.errorMsg)
      var query = new URL(told.redirectUrl).searchParams
      if (query.get('error')) return fail(query.get('error'))
      success({
        redirectUrl: told.redirectUrl,
        authCode: query.get('authCode'),
        state: query.get('state') || undefined,
      })
    })
  }

  window.DTFrameLogin = DTFrameLogin
})()
