local health = { status = "Progressing", message = "Not applied yet" }
if obj.status == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  return health
end
if obj.status.applied == true then
  health.status = "Healthy"
  health.message = "Applied"
elseif obj.status.applied == false then
  health.status = "Degraded"
  health.message = obj.status.message or "Not applied"
end
return health
