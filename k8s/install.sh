#!/bin/sh
# From an empty cluster to a served tenant, with a PostgreSQL of its own: for trying. Run it in a folder where the keys are
# to be kept; docs/operating/kubernetes.md explains each command. `troupe` is how your app is started.
set -eu
k8s=$(cd "$(dirname "$0")" && pwd)/kustomize

# @start region="certificates"
helm upgrade --install cert-manager cert-manager --repo https://charts.jetstack.io \
  --namespace cert-manager --create-namespace --set crds.enabled=true --wait
# @end

# @start region="namespace"
kubectl apply -k "$k8s/namespace"
# @end

# @start region="keys"
troupe keys create keys.json
troupe tenant signing-key certificate.jwk
openssl rand -hex 16 > shard.key
troupe token --create --scope 'operator:*' > operator.token
# @end

# @start region="secret"
kubectl --namespace troupe create secret generic troupe-secrets \
  --from-file=keys.json --from-file=certificate.jwk --from-file=shard.key --from-file=data/auth/jwks.json \
  --from-literal=database-password="$(openssl rand -hex 24)" \
  --from-literal=database-owner-password="$(openssl rand -hex 24)"
# @end

# @start region="nodes"
kubectl apply -k "$k8s/overlays/dev"
kubectl --namespace troupe rollout status deployment/troupe --timeout=10m
# @end

# @start region="forward"
kubectl --namespace troupe port-forward service/troupe 8080:80 &
# @end
forward=$!
trap 'kill "$forward" 2> /dev/null || true' EXIT
until curl --fail --silent --output /dev/null http://127.0.0.1:8080/openapi.json; do sleep 1; done

# @start region="tenant"
troupe tenant create acme --why "the first one" --token-file operator.token
# @end
