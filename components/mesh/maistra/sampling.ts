import type { MeshSettings } from "../../../config";

/** Trace sampling as the operator keeps it, in whichever API it is told: hundredths of a percent (istio-operator: conversion/tracing.go). */
export const hundredths = ({ traceSampling }: MeshSettings): number => Math.round(traceSampling * 100);
