/* DDLogin: shows the sign-in QR code of an outside site in a frame.
 *
 *   DDLogin({ id, goto, style, href, width, height })
 *
 * id     the element that the frame is put into
 * goto   the encoded address of /connect/oauth2/sns_authorize with appid, scope, state and redirect_uri
 *
 * When somebody has scanned and agreed, the frame posts the loginTmpCode as a bare string to this window; the site then goes to
 * the address in goto with &loginTmpCode= added.
 */
;(function () {
  'use strict'
  var script = document.currentScript
  var origin = script && script.src ? script.src.split('/').slice(0, 3).join('/') : window.location.origin

  function DDLogin(options) {
    var place = document.getElementById(options.id)
    if (!place) return
    var address = origin + '/login/qrcode.htm?goto=' + options.goto
    if (options.style) address += '&style=' + encodeURIComponent(options.style)
    if (options.href) address += '&href=' + encodeURIComponent(options.href)
    var frame = document.createElement('iframe')
    frame.src = address
    frame.title = 'Sign in'
    frame.width = String(options.width || 365)
    frame.height = String(options.height || 400)
    frame.style.border = '0'
    place.innerHTML = ''
    place.appendChild(frame)
  }

  window.DDLogin = DDLogin
})()
