# The program alone, static, as a user without rights. The catalog is in /data:
#
#   docker build --tag recension .
#   docker run --rm --volume "$PWD:/data" recension list
#   docker run --rm --volume "$PWD:/data:ro" --publish 127.0.0.1:8750:8750 recension \
#       serve --listen 0.0.0.0:8750 --host-name localhost
FROM rust:1-alpine AS build
RUN apk add --no-cache ca-certificates musl-dev
WORKDIR /source
COPY . .
RUN cargo build --release --locked --features parquet \
    && strip target/release/recension \
    && mkdir -p /root-of-image/data /root-of-image/tmp \
    && chmod 1777 /root-of-image/tmp

FROM scratch
COPY --from=build /root-of-image /
# Certificates, for requests.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build /source/target/release/recension /usr/bin/recension
USER 65532:65532
WORKDIR /data
ENTRYPOINT ["/usr/bin/recension"]
