// Replicas
