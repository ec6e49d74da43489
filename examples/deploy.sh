#!/bin/sh
# What provision-and-deploy.mist and watch-deployment.mist run on a new machine; $1 is what it is to be.
set -eu
mkdir -p /var/tmp
# Yours goes here: packages, a service, files.
echo "$1 on $(uname -n)" >/var/tmp/release
