#!/bin/sh
# Makes the certificates of this folder anew: a root, an intermediate, a server's certificate and an expired one.
set -eu
key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1"; }
key root.key && key intermediate.key && key server.key && key other.key
openssl req -x509 -new -key root.key -subj '/CN=slotbench test root' -days 36500 -out root.pem
sign() { # NAME KEY SUBJECT ISSUER EXTENSIONS [VALIDITY]
  openssl req -new -key "$2" -subj "$3" -out request.csr
  printf '%s\n' "$5" > extensions.cnf
  openssl x509 -req -in request.csr -CA "$4.pem" -CAkey "$4.key" -set_serial "0x$(openssl rand -hex 8)" \
    -extfile extensions.cnf ${6:--days 36500} -out "$1.pem" 2>/dev/null
  rm request.csr extensions.cnf
}
sign intermediate intermediate.key '/CN=slotbench test intermediate' root 'basicConstraints=critical,CA:true'
sign server server.key '/CN=localhost' intermediate 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'
# A certificate of one day; nowMs of the tests is later.
sign expired server.key '/CN=localhost' intermediate 'subjectAltName=DNS:localhost' '-days 1'
rm root.key intermediate.key
